"""The top of the window: back and forward, the search box, what is done most, and the menu."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.search.search_box import SearchBox
from desktop_app.ui.shell.action_set import ActionSet
from desktop_app.ui.shell.first_paint import box_width

HEIGHT = 50
_SHOWN = ("back", "forward", "bookmark", "print")


class Toolbar(QWidget):
    """Buttons are drawn from the table of actions; the menu is filled when it is opened."""

    def __init__(self, actions: ActionSet, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._actions = actions
        self.setObjectName("toolbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.search_box = SearchBox(appearance, self)
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(lambda: actions.fill(self.menu))
        self._menu_button = QToolButton(self)
        self._menu_button.setMenu(self.menu)
        self._menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu_button.setToolTip("Menu")
        self._menu_button.setAccessibleName("Menu")
        self._menu_button.setFixedSize(34, 34)
        self._menu_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 1)
        layout.setSpacing(4)
        for action_id in ("back", "forward"):
            layout.addWidget(self._button(action_id, with_text=False))
        layout.addSpacing(6)
        layout.addWidget(self.search_box)
        layout.addStretch(1)
        for action_id in ("bookmark", "print"):
            layout.addWidget(self._button(action_id, with_text=True))
            layout.addSpacing(8)
        layout.addWidget(self._menu_button)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The box takes what is not needed at the right, up to the width of a query."""
        self.search_box.setFixedWidth(box_width(self.width()))
        super().resizeEvent(event)

    def _button(self, action_id: str, *, with_text: bool) -> QToolButton:
        button = QToolButton(self)
        action = self._actions[action_id]
        button.setDefaultAction(action)
        button.setIconSize(QSize(16, 16))
        button.setFixedHeight(34)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(action.text().removesuffix("…"))
        if with_text:
            button.setText(_beside_icon(action.text()))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            action.changed.connect(lambda: _name(button, action.text()))
        else:
            button.setFixedWidth(34)
        return button

    def _restyle(self) -> None:
        self._actions.add_icons(_SHOWN)
        self._menu_button.setIcon(self._appearance.icon("menu"))


def _name(button: QToolButton, text: str) -> None:
    button.setText(_beside_icon(text))
    button.setAccessibleName(text.removesuffix("…"))


def _beside_icon(text: str) -> str:
    """A word on a button; the space widens Qt's fixed gap after the icon, which no style sheet can."""
    return f" {text.removesuffix('…')}"
