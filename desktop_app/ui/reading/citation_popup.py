"""The full reference beside its citation mark: what the source is, how it came to stand there, where else it is cited.

A child frame, not a top-level window: it cannot leave the screen, and it may have a soft shadow.
"""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QEnterEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.text_button import TextButton
from desktop_app.ui.reading.citation_words import ICONS, CitationWords
from desktop_app.ui.reading.popup_place import place_popup, room

WIDTH = 458
_PAD, _TOP, _BOTTOM, _NUMBER = 16, 10, 6, 28
_ACTIONS_HEIGHT = 40


class CitationPopup(QFrame):
    """Shows one citation; opening and closing in time is `CitationPointer`'s matter."""

    copy_requested = Signal(str)
    link_requested = Signal(str)
    references_requested = Signal(str)
    """REF of the citation."""
    entered = Signal()
    left = Signal()
    escaped = Signal()
    """Esc in the actions: back to the mark."""
    walked_out = Signal(bool)
    """Tab past the last action (True), Shift+Tab before the first (False)."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._ref = ""
        self._words: CitationWords | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Citation")
        self._number = QLabel()
        self._reference = _wrapped()
        self._reference.setTextFormat(Qt.TextFormat.RichText)
        self._icon = QLabel()
        self._icon.setContentsMargins(0, 2, 0, 0)
        self._status = _wrapped()
        self._cited = _wrapped()
        self._copy = TextButton("Copy", appearance)
        self._links = (TextButton("DOI", appearance), TextButton("PubMed", appearance))
        self._show = TextButton("Show in references", appearance)
        self._buttons = (self._copy, *self._links, self._show)
        self._hint = QLabel()
        self._lay_out()
        self._connect()
        appearance.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    @property
    def ref(self) -> str:
        """REF of the citation that is shown."""
        return self._ref

    @property
    def words(self) -> CitationWords | None:
        """What is shown."""
        return self._words

    def open_at(
        self, ref: str, words: CitationWords, mark: QRect, column: QRect, bounds: QRect, *, keyboard: bool
    ) -> None:
        """Show a citation beside its mark; all rectangles in the parent's coordinates."""
        self._ref, self._words = ref, words
        self._fill(words, keyboard=keyboard)
        self._size_to(min(WIDTH, bounds.width()), room(mark, bounds))
        self.move(place_popup(mark, self.size(), column, bounds))
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words.spoken))

    def focus_actions(self, *, last: bool = False) -> bool:
        """Take the keyboard into the actions."""
        buttons = self._shown_buttons()
        if not self.isVisible() or not buttons:
            return False
        buttons[-1 if last else 0].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def has_focus(self) -> bool:
        """Whether the keyboard is in the actions."""
        return any(button.hasFocus() for button in self._buttons)

    # -- construction

    def _lay_out(self) -> None:
        self._body = QWidget()
        grid = self._grid = QGridLayout(self._body)
        grid.setContentsMargins(_PAD, _TOP, _PAD, 12)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(0, _NUMBER)
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self._number, 0, 0, top)
        grid.addWidget(self._reference, 0, 1)
        grid.setRowMinimumHeight(1, 13)
        grid.addWidget(self._icon, 2, 0, top)
        grid.addWidget(self._status, 2, 1)
        grid.addWidget(self._cited, 3, 1)
        grid.setRowStretch(4, 1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._body)
        self._scroll.viewport().setAutoFillBackground(False)
        self._body.setAutoFillBackground(False)
        self._actions = QWidget()
        row = QHBoxLayout(self._actions)
        row.setContentsMargins(_PAD + _NUMBER - TextButton.SIDE, 2, _PAD, _BOTTOM)
        row.setSpacing(24 - 2 * TextButton.SIDE)
        for button in self._buttons:
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._hint)
        self._actions.setFixedHeight(_ACTIONS_HEIGHT)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._actions)
        self._shadow = QGraphicsDropShadowEffect(self)
        self._shadow.setBlurRadius(24)
        self._shadow.setOffset(0, 6)
        self.setGraphicsEffect(self._shadow)

    def _connect(self) -> None:
        self._copy.clicked.connect(self._copy_text)
        for index, button in enumerate(self._links):
            button.clicked.connect(lambda _checked=False, index=index: self._follow(index))
        self._show.clicked.connect(lambda: self.references_requested.emit(self._ref))
        for button in self._buttons:
            button.installEventFilter(self)

    def _copy_text(self) -> None:
        if self._words is not None:
            self.copy_requested.emit(self._words.text)

    def _follow(self, index: int) -> None:
        if self._words is not None:
            self.link_requested.emit(self._words.links[index].url)

    def _shown_buttons(self) -> list[TextButton]:
        return [button for button in self._buttons if not button.isHidden()]

    # -- contents

    def _fill(self, words: CitationWords, *, keyboard: bool) -> None:
        theme = self._appearance.theme
        missing = words.text == ""
        colour = theme.amber if missing else theme.accent
        self._number.setText(_line(f'<span style="font-weight:600">{escape(words.number)}</span>', 15, 22, colour))
        colour = theme.amber if missing else theme.text
        self._reference.setText(_line(words.html, 14, 22, colour))
        icon = "missing" if words.status is None else ICONS[words.status]
        token = "amber" if missing else "text2"
        self._icon.setPixmap(self._appearance.pixmap(icon, token, ratio=self.devicePixelRatioF()))
        reason = f": {words.status_reason}" if words.status_reason else ""
        word = f'<span style="font-weight:600">{words.status_word}{":" if reason else ""}</span>'
        told = f'<span style="color:{theme.text2}">{escape(reason[1:])}</span>'
        self._status.setText(_line(word + told, 13, 20, getattr(theme, token)))
        self._cited.setText(_line(escape(words.cited), 13, 20, theme.text2))
        self._cited.setVisible(bool(words.cited))
        self._copy.setVisible(bool(words.text))
        for index, button in enumerate(self._links):
            button.setVisible(index < len(words.links))
            if index < len(words.links):
                button.setText(words.links[index].label)
                button.setToolTip(f"Opens {words.links[index].url} in your browser")
        self._show.setVisible(words.status is not None)
        self._hint.setText("←  →   Esc" if keyboard else "Esc")
        self._hint.setToolTip("Left and Right go to other marks, Esc closes" if keyboard else "Esc closes")

    def _size_to(self, width: int, height: int) -> None:
        self._grid.invalidate()
        self._actions.setVisible(bool(self._shown_buttons()))
        actions = _ACTIONS_HEIGHT if self._shown_buttons() else 4
        wanted = self._grid.heightForWidth(width - 2) + actions + 2
        self.resize(width, min(wanted, height))
        self._column.activate()

    def _restyle(self) -> None:
        theme, font = self._appearance.theme, self._appearance.font
        for label in (self._number, self._reference, self._status, self._cited, self._hint):
            label.setFont(font(12))
        self._hint.setStyleSheet(f"color:{theme.text3}")
        self._shadow.setEnabled(theme.name != "high-contrast")
        self._shadow.setColor(QColor(0, 0, 0, round(255 * (0.63 if theme.dark else 0.24))))
        if self._words is not None:
            self._fill(self._words, keyboard=False)
        self.update()

    # -- events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Surface, edge, and the hairline above the actions."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.edge), 1))
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if not self._actions.isHidden():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.setPen(QColor(theme.line))
            painter.drawLine(1, self._actions.y() - 1, self.width() - 2, self._actions.y() - 1)
        painter.end()

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer came in: stay open."""
        super().enterEvent(event)
        self.entered.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer left."""
        super().leaveEvent(event)
        self.left.emit()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Tab, arrows and Esc among the actions."""
        if isinstance(event, QKeyEvent) and event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            step = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Backtab: -1, Qt.Key.Key_Left: -1}.get(
                Qt.Key(event.key()), 0
            )
            escape = event.key() == Qt.Key.Key_Escape
            if not (step or escape) or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                return False
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self.escaped.emit() if escape else self._step(watched, step)
            return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def _step(self, button: object, step: int) -> None:
        buttons = self._shown_buttons()
        index = next(number for number, shown in enumerate(buttons) if shown is button) + step
        if 0 <= index < len(buttons):
            buttons[index].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.walked_out.emit(step > 0)


def _line(html: str, px: int, height: int, colour: str) -> str:
    """Rich text with a fixed line height. Its size stands in the text: a style sheet overrides a label's font."""
    style = f"font-size:{px}px; line-height:{height}px; -qt-line-height-type:fixed; color:{colour}"
    return f'<p style="{style}">{html}</p>'


def _wrapped() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return label
