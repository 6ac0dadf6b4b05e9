"""A row of joined buttons of which one is chosen; each carries its count."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.ui.look.appearance import Appearance

HEIGHT = 30
_SIDE = 12


class FilterSegments(QWidget):
    """Left and Right choose while it has the focus."""

    chosen = Signal(object)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._choices: list[tuple[Hashable, str, int]] = []
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Show")

    def set_choices(self, choices: Sequence[tuple[Hashable, str, int]]) -> None:
        """Value, word and count of each; the first is chosen."""
        self._choices, self._current = list(choices), 0
        self._describe()

    @property
    def current(self) -> Hashable:
        """The chosen value."""
        return self._choices[self._current][0] if self._choices else None

    def choose(self, value: Hashable) -> None:
        """Choose a value; tells of a change."""
        index = next((number for number, choice in enumerate(self._choices) if choice[0] == value), self._current)
        if index != self._current:
            self._current = index
            self._describe()
            self.chosen.emit(value)

    def _describe(self) -> None:
        if self._choices:
            _, word, count = self._choices[self._current]
            self.setAccessibleDescription(f"{word}, {count}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """All segments side by side."""
        return QSize(sum(self._widths()) + 1, HEIGHT)

    def _widths(self) -> list[int]:
        metrics = QFontMetrics(self._appearance.font(13, 600))
        return [
            metrics.horizontalAdvance(word) + 8 + metrics.horizontalAdvance(f"{count:,}") + 2 * _SIDE
            for _, word, count in self._choices
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        index = min(max(0, self._current + step), len(self._choices) - 1)
        self.choose(self._choices[index][0])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the segment under the pointer."""
        x, at = event.position().x(), 0
        for (value, _, _), width in zip(self._choices, self._widths(), strict=True):
            if at <= x < at + width:
                self.choose(value)
            at += width

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame, chosen fill, words, ring."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        path = QPainterPath()
        path.addRoundedRect(frame, 5, 5)
        painter.fillPath(path, QColor(theme.surface))
        left = 0
        for index, ((_, word, count), width) in enumerate(zip(self._choices, self._widths(), strict=True)):
            area = QRectF(left, 0, width, HEIGHT)
            chosen = index == self._current
            if chosen:
                painter.save()
                painter.setClipPath(path)
                painter.fillRect(area, QColor(theme.soft))
                painter.restore()
            if index:
                painter.setPen(QPen(QColor(theme.edge), 1))
                painter.drawLine(QPointF(left + 0.5, 1), QPointF(left + 0.5, HEIGHT - 1))
            font = self._appearance.font(13, 600 if chosen else 400)
            painter.setFont(font)
            painter.setPen(QColor(theme.accent if chosen else theme.text))
            words = f"{word}\u2002{count:,}"
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)
            left += width
        painter.setPen(QPen(QColor(theme.edge), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, 5, 5)
        if self.hasFocus() and self._choices:
            widths = self._widths()
            start = sum(widths[: self._current])
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRoundedRect(QRectF(start + 2, 2, widths[self._current] - 3, HEIGHT - 4), 4, 4)
        painter.end()
