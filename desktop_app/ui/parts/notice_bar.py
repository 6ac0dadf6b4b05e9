"""A quiet notice at the foot of the reading pane: what happened, and how to take it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget
from shiboken6 import isValid

from desktop_app.ui.look.appearance import Appearance

_WIDEST = 640
_FROM_EDGE = 16
SHOWN_FOR_MS = 8000
"""How long a notice without a fault stays; one that offers Undo stays twice as long."""


class NoticeBar(QWidget):
    """One notice at a time, over the foot of its parent, so that no text moves when it comes or goes."""

    changed = Signal()
    """A notice came or went; `can_undo` may have changed."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._appearance = appearance
        self._action: Callable[[], object] | None = None
        self._other: Callable[[], object] | None = None
        self._is_undo = False
        self._before: QWidget | None = None
        """What had the focus before it came into the notice."""
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._button = QPushButton(self)
        self._button.clicked.connect(self._do_action)
        self._other_button = QPushButton(self)
        self._other_button.clicked.connect(self._do_other)
        self._close = QToolButton(self)
        self._close.setToolTip("Close (Esc)")
        self._close.setAccessibleName("Close this notice")
        self._close.clicked.connect(self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(12)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._button)
        layout.addWidget(self._other_button)
        layout.addWidget(self._close)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.dismiss)
        parent.installEventFilter(self)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow_focus)
        appearance.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    @property
    def text(self) -> str:
        """The notice that is shown; empty when none is."""
        return "" if self.isHidden() else self._text.text()

    @property
    def can_undo(self) -> bool:
        """Whether the notice that is shown offers to take something back."""
        return self._is_undo and not self.isHidden()

    def tell(self, text: str, undo: Callable[[], object] | None = None) -> None:
        """Say what was done; with `undo`, offer to take it back."""
        self._show(text, "Undo" if undo else "", undo, SHOWN_FOR_MS * (2 if undo else 1), is_undo=undo is not None)

    def warn(self, text: str, action_text: str = "", action: Callable[[], object] | None = None) -> None:
        """Say what went wrong. Stays until it is closed."""
        self._show(text, action_text, action, 0, is_undo=False)

    def ask(
        self, text: str, first: tuple[str, Callable[[], object]], other: tuple[str, Callable[[], object]] | None = None
    ) -> None:
        """Offer one thing to do, or two. Stays until one is chosen or it is closed."""
        self._show(text, *first, 0, is_undo=False, other=other)

    def undo(self) -> None:
        """Take back what the notice tells of, if it offers to."""
        if self.can_undo:
            self._do_action()

    def dismiss(self) -> None:
        """Take the notice away."""
        if self.isHidden():
            return
        self._timer.stop()
        self._action = self._other = None
        self._is_undo = False
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self._give_focus_back()
        self.hide()
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the notice when the focus is in it."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the foot of the parent."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def _follow_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None and new is not None and self.isAncestorOf(new) and not self.isAncestorOf(old):
            self._before = old

    def _give_focus_back(self) -> None:
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.isVisible() and before.isEnabled():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focusNextChild()

    def _show(
        self,
        text: str,
        action_text: str,
        action: Callable[[], object] | None,
        for_ms: int,
        *,
        is_undo: bool,
        other: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        self._text.setText(text)
        self._action = action
        self._is_undo = is_undo
        self._button.setText(action_text)
        self._button.setVisible(action is not None)
        other_text, self._other = other or ("", None)
        self._other_button.setText(other_text)
        self._other_button.setVisible(other is not None)
        self._timer.stop()
        if for_ms:
            self._timer.start(for_ms)
        self.show()
        self._place()
        self.raise_()
        self.changed.emit()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _do_action(self) -> None:
        action = self._action
        self.dismiss()
        if action is not None:
            action()

    def _do_other(self) -> None:
        other = self._other
        self.dismiss()
        if other is not None:
            other()

    def _place(self) -> None:
        parent = self._over
        width = min(_WIDEST, parent.width() - 2 * _FROM_EDGE)
        height = max(self.heightForWidth(width), self.sizeHint().height() if self.heightForWidth(width) < 0 else 0, 44)
        self.setGeometry((parent.width() - width) // 2, parent.height() - height - _FROM_EDGE, width, height)

    def _restyle(self) -> None:
        theme = self._appearance.theme
        self._close.setIcon(self._appearance.icon("close"))
        self.setStyleSheet(
            f"#notice {{ background: {theme.soft}; border: 1px solid {theme.edge}; border-radius: 6px; }}"
            f"QLabel {{ font-size: 13px; }}"
        )
