"""From the table of actions to Qt's: shortcuts, handlers, what is enabled, and why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.shell.actions import ACTIONS, MENU, Action, Needs, Submenu, menu_ids


class ActionSet:
    """The QActions of one window, by id. Between them, `handlers` have a method for every handler of the table."""

    def __init__(self, window: QWidget, handlers: Sequence[object], appearance: Appearance) -> None:
        self._appearance = appearance
        self._entries = {entry.id: entry for entry in ACTIONS}
        self._actions: dict[str, QAction] = {}
        self._done: set[str] = set()
        groups: dict[str, QActionGroup] = {}
        for entry in ACTIONS:
            made = QAction(entry.text, window)
            made.setObjectName(entry.id)
            made.setShortcuts([QKeySequence(key) for key in entry.keys])
            made.setCheckable(entry.checkable)
            made.triggered.connect(_call(entry, _method(handlers, entry.handler)))
            if entry.one_of:
                if entry.one_of not in groups:
                    groups[entry.one_of] = QActionGroup(window)
                groups[entry.one_of].addAction(made)
            window.addAction(made)
            self._actions[entry.id] = made
        for needs in Needs:
            self.set_available(needs, available=needs is Needs.NOTHING)

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def set_available(self, needs: Needs, *, available: bool) -> None:
        """Enable or disable every action that needs this; a disabled one says why."""
        for action_id, made in self._actions.items():
            entry = self._entries[action_id]
            if entry.needs is needs:
                made.setEnabled(available)
                made.setToolTip(_tip(entry) if available else f"{_tip(entry)}: {needs[0].lower()}{needs[1:]}")

    def set_done(self, action_id: str, *, done: bool) -> None:
        """Say of an action with a word for it that it has been done where the reader is: in that word and in accent."""
        entry, made = self._entries[action_id], self._actions[action_id]
        (self._done.add if done else self._done.discard)(action_id)
        made.setText(entry.done if done else entry.text)
        self.add_icons([action_id])

    def add_icons(self, ids: Iterable[str]) -> None:
        """Draw the icons of these actions in the colours of the theme."""
        for action_id in ids:
            if self._entries[action_id].icon:
                token = "accent" if action_id in self._done else "text2"
                self._actions[action_id].setIcon(self._appearance.icon(self._entries[action_id].icon, token))

    def fill(self, menu: QMenu) -> None:
        """The window's one menu, as the table has it."""
        menu.clear()
        for old in menu.findChildren(QMenu):
            old.deleteLater()
        menu.setToolTipsVisible(True)
        self.add_icons(menu_ids())
        for number, group in enumerate(MENU):
            if number:
                menu.addSeparator()
            for entry in group:
                if isinstance(entry, Submenu):
                    submenu = menu.addMenu(entry.text)
                    submenu.setToolTipsVisible(True)
                    submenu.addActions([self._actions[action_id] for action_id in entry.ids])
                else:
                    menu.addAction(self._actions[entry])


def _call(entry: Action, handler: Callable[..., object]) -> Callable[[bool], object]:
    def call(checked: bool) -> object:
        if entry.argument:
            return handler(entry.argument)
        return handler(checked) if entry.checkable else handler()

    return call


def _method(handlers: Sequence[object], name: str) -> Callable[..., object]:
    for handler in handlers:
        method: Callable[..., object] | None = getattr(handler, name, None)
        if method is not None:
            return method
    raise AttributeError(f"no part of the window has a method {name}")


def _tip(entry: Action) -> str:
    text = entry.text.removesuffix("…")
    return f"{text} ({entry.keys[0]})" if entry.keys else text
