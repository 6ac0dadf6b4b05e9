"""Enter presses the button that the keyboard is on. Qt leaves that to the desktop, and not every desktop says so."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QToolButton

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


def pressed_button(event: QKeyEvent) -> bool:
    """Press the button in focus for an Enter that it did not take itself; False where there is none."""
    button = QApplication.focusWidget()
    if event.key() not in _ENTER or not isinstance(button, QAbstractButton) or button.isCheckable():
        return False
    if event.isAutoRepeat():  # a key that is held down does it once
        return True
    if isinstance(button, QToolButton) and button.popupMode() == QToolButton.ToolButtonPopupMode.InstantPopup:
        button.showMenu()
    else:
        button.click()
    return True
