"""What stands in the pane decides what can be done, and what the window is called."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_app.ui.reading.reading import Reading
from desktop_app.ui.shell.action_set import ActionSet
from desktop_app.ui.shell.actions import Needs


class Foreground(QObject):
    """Tells actions and title. A monograph behind another page can neither be bookmarked nor printed nor walked."""

    def __init__(self, host: QStackedWidget, reading: Reading, actions: ActionSet, window: QWidget) -> None:
        super().__init__(window)
        self._host, self._reading, self._actions, self._window = host, reading, actions, window
        host.currentChanged.connect(self._tell)
        reading.place_changed.connect(self._tell)
        reading.shown.connect(self._tell)
        reading.hits_changed.connect(self._tell)
        reading.bookmarks_shown.connect(self._tell)

    def _tell(self, *_: object) -> None:
        reading, front = self._reading, self._host.currentWidget()
        read = reading.monograph is not None and front is reading.view
        available = self._actions.set_available
        available(Needs.MONOGRAPH, available=read)
        available(Needs.HITS, available=read and reading.has_hits)
        available(Needs.BACK, available=reading.can_go_back)
        available(Needs.FORWARD, available=reading.can_go_forward)
        self._actions.set_done("bookmark", done=read and reading.section_bookmarked)
        page = "" if read or front is None else front.windowTitle()
        self._window.setWindowTitle(f"{page} – Materia" if page else reading.window_title)
