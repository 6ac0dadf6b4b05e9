"""The frame of the sidebar's list panels: a filter row on top, then the list or words in its place."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.empty_message import EmptyMessage
from desktop_app.ui.parts.filter_box import FilterBox


class PanelFrame(QWidget):
    """Lays out a filter box, an optional button beside it, a view, and the message that stands in for an empty view."""

    def __init__(self, placeholder: str, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.appearance = appearance
        self._stale = True
        self.filter_box = FilterBox(placeholder, appearance)
        self.message = EmptyMessage(appearance)
        self._stack = QStackedWidget()
        self._top = QHBoxLayout()
        self._top.setContentsMargins(12, 10, 12, 6)
        self._top.setSpacing(4)
        self._top.addWidget(self.filter_box, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._top)
        layout.addWidget(self._stack, 1)
        self._stack.addWidget(self.message)
        self.setFocusProxy(self.filter_box)

    def set_view(self, view: QAbstractItemView) -> None:
        """The list under the filter; a change of the appearance lays it out again."""
        self._stack.addWidget(view)
        self.filter_box.list_wanted.connect(lambda: view.setFocus(Qt.FocusReason.TabFocusReason))
        self.appearance.changed.connect(view.scheduleDelayedItemsLayout)
        self.appearance.changed.connect(view.viewport().update)

    def add_button(self, action: QAction, icon: str) -> QToolButton:
        """A square button right of the filter."""
        button = QToolButton()
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setIconSize(QSize(16, 16))
        button.setFixedSize(32, 32)
        button.setAccessibleName(action.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

        def dress() -> None:
            action.setIcon(self.appearance.icon(icon))

        self.appearance.changed.connect(dress)
        dress()
        self._top.setContentsMargins(12, 10, 8, 6)
        self._top.addWidget(button)
        return button

    def add_foot(self, widget: QWidget) -> None:
        """A line below the list."""
        layout = self.layout()
        assert layout is not None
        layout.addWidget(widget)

    def load(self) -> None:
        """Read what is to be listed, now."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Read again: at once if the panel is to be seen, else when it is."""
        self._stale = not self.isVisible()
        if not self._stale:
            self.load()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed while the panel was out of sight."""
        if self._stale:
            self._stale = False
            self.load()
        super().showEvent(event)

    def show_message(self, heading: str, body: str, button: str = "") -> None:
        """Words in place of the list."""
        self.message.say(heading, body, button)
        self._stack.setCurrentIndex(0)

    def show_list(self) -> None:
        """The list in place of words."""
        self._stack.setCurrentIndex(1)

    @property
    def shows_list(self) -> bool:
        """Whether there is a list to see, rather than words."""
        return self._stack.currentIndex() == 1
