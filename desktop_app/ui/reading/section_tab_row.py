"""The row under the header: the tabs that fit, "More" for the others, and the way from hit to hit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu, QToolButton, QWidget

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.reading.reading_measure import ReadingMeasure
from desktop_app.ui.reading.section_tabs import (
    HEIGHT,
    INSIDE_HEIGHT,
    RING,
    SIDE,
    SectionTabs,
    Tab,
    count_width,
    paint_count,
)

_CHEVRON = 16
_STEP = 28


class MoreButton(QAbstractButton):
    """Opens the list of the tabs that do not fit; shows how many hits they hold together."""

    def __init__(self, appearance: Appearance, parent: QWidget, *, height: int = HEIGHT) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._height = height
        self._count = 0
        self.setText("More")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def hits(self) -> int:
        """Hits in the sections behind this button."""
        return self._count

    def set_hits(self, count: int) -> None:
        """Say how many hits there are behind this button."""
        self._count = count
        self.setAccessibleName(f"More sections, {count} hits" if count else "More sections")
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """Word, count, chevron."""
        return QSize(self.width_for(self._count), self._height)

    def width_for(self, count: int) -> int:
        """Width with a count of hits."""
        word = QFontMetrics(self._appearance.font(13)).horizontalAdvance(self.text())
        return 2 * SIDE + word + count_width(self._appearance, count) + 4 + _CHEVRON

    def paintEvent(self, event: QPaintEvent) -> None:
        """Word, count, chevron, ring."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(1, (self._height - RING) // 2 - 1, self.width() - 2, RING)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.soft if self.isDown() else theme.hover))
            painter.drawRoundedRect(area, 4, 4)
        font = self._appearance.font(13)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(QColor(theme.text2))
        painter.drawText(SIDE, (self._height + metrics.ascent() - metrics.descent()) // 2, self.text())
        end = SIDE + metrics.horizontalAdvance(self.text())
        if self._count:
            paint_count(painter, self._appearance, end, self._height / 2, self._count)
        x = end + count_width(self._appearance, self._count) + 3
        pixmap = self._appearance.pixmap("chevron-down", "text2", ratio=self.devicePixelRatioF())
        painter.drawPixmap(QPoint(x, (self._height - _CHEVRON) // 2), pixmap)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRoundedRect(area, 4, 4)
        painter.end()


class SectionTabRow(QWidget):
    """Lays tabs, "More" and hit navigation out in the columns of the reading pane."""

    next_hit_wanted = Signal()
    previous_hit_wanted = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None, *, inside: bool = False) -> None:
        """`inside`: the row of the sections inside another, lower and on the window's chrome."""
        super().__init__(parent)
        self._appearance = appearance
        self._measure: ReadingMeasure | None = None
        self._inside = inside
        height = INSIDE_HEIGHT if inside else HEIGHT
        self.tabs = SectionTabs(appearance, self, height=height)
        self.more = MoreButton(appearance, self, height=height)
        self.position = QLabel(self)
        self.position.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._previous = self._step_button("Previous hit (Shift+F3)")
        self._next = self._step_button("Next hit (F3)")
        self._previous.clicked.connect(self.previous_hit_wanted)
        self._next.clicked.connect(self.next_hit_wanted)
        self.more.clicked.connect(self.open_menu)
        self.setFixedHeight(height)
        appearance.changed.connect(self._restyle)
        self._restyle()
        self.show_position(None, 0)

    def _step_button(self, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(tip)
        button.setAccessibleName(tip.split(" (")[0])
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.resize(_STEP, _STEP)
        button.setStyleSheet("padding:0")
        return button

    def set_measure(self, measure: ReadingMeasure) -> None:
        """Begin where the text begins."""
        self._measure = measure
        self.fit()

    def set_tabs(self, tabs: Sequence[Tab]) -> None:
        """Replace the tabs; none has hits."""
        self.tabs.set_tabs(tabs)
        self.fit()

    def set_current(self, key: str | None) -> None:
        """Make a tab the current one, which is always visible; with None, none is."""
        self.tabs.set_current_key(key)
        self.fit()

    def set_counts(self, counts: dict[str, int]) -> None:
        """Hits by key of the section."""
        self.tabs.set_counts(counts)
        self.fit()

    def show_position(self, position: int | None, hits: int) -> None:
        """`3 of 9`, or `9 hits` before one was gone to; nothing where the section has none."""
        words = f"{hits} {'hit' if hits == 1 else 'hits'}" if position is None else f"{position} of {hits}"
        self.position.setText(words if hits else "")
        anywhere = any(self.tabs.hits(tab.key) for tab in self.tabs.tabs)
        for widget in (self.position, self._previous, self._next):
            widget.setVisible(anywhere)
        self.fit()

    def fit(self) -> None:
        """Show as many tabs as fit."""
        if self._measure is None:
            return
        left, end = self._measure.left - SIDE, self.width() - self._measure.right
        if not self._next.isHidden():
            middle = (HEIGHT - _STEP) // 2
            self._next.move(end - _STEP, middle)
            self._previous.move(end - _STEP - 32, middle)
            end = self._previous.x() - 8
        total = sum(self.tabs.hits(tab.key) for tab in self.tabs.tabs)
        more = self.more.width_for(total)
        if not self._next.isHidden():
            # In a very narrow pane the words go, rather than the name of the section.
            width = max(self.position.sizeHint().width(), 48)
            there = bool(self.position.text()) and end - width - 8 - left >= self.tabs.least_width() + more
            self.position.setVisible(there)
            self.position.setGeometry(end - width, 0, width, HEIGHT)
            end -= width + 8 if there else 0
        taken = self.tabs.fit(max(1, end - left), more)
        self.tabs.move(left, 0)
        hidden = self.tabs.hidden_tabs()
        self.more.set_hits(sum(self.tabs.hits(tab.key) for tab in hidden))
        self.more.move(left + taken, 0)
        self.more.setVisible(bool(hidden))

    def open_menu(self) -> None:
        """List the sections that do not fit, with their hits."""
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.height() - 4)))

    def menu(self) -> QMenu:
        """The list of the sections that do not fit."""
        menu = QMenu(self)
        hidden = self.tabs.hidden_tabs()
        outermost = min((tab.depth for tab in hidden), default=0)
        for tab in hidden:
            hits = self.tabs.hits(tab.key)
            title = "    " * (tab.depth - outermost) + tab.title.replace("&", "&&")
            action = menu.addAction(f"{title}\t{hits}" if hits else title)
            action.triggered.connect(lambda _checked=False, key=tab.key: self.tabs.chosen.emit(key))
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again."""
        super().resizeEvent(event)
        self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The hairline under the row; the current tab's line covers it."""
        painter = QPainter(self)
        if self._inside:
            painter.fillRect(self.rect(), QColor(self._appearance.theme.chrome))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(self._appearance.theme.line))
        painter.end()

    def _restyle(self) -> None:
        self.position.setFont(self._appearance.font(13))
        self.position.setStyleSheet(f"color:{self._appearance.theme.text2}")
        self._previous.setIcon(self._appearance.icon("up"))
        self._next.setIcon(self._appearance.icon("down"))
        self.tabs.measure_again()
        self.fit()
        self.update()
