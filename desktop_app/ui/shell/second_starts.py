"""What a second start asks of the window that is there already: to come forward, with these files."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.services.handover import requests_folder, take_requests
from desktop_app.store.private import make_private_folder

_LOOKED_EVERY_MS = 1500
"""Some file systems say nothing of new files. Shorter than what a second start waits for an answer."""
_FORWARD_BY_MS = 500
"""By then the desktop has brought a window forward, or will not."""


class SecondStarts(QObject):
    """Looks for requests from the first paint on; what they ask for may have to wait for the library."""

    asked = Signal(object)
    """Files to open, a list of absolute paths; it may be empty."""

    def __init__(self, folder: Path, window: QWidget) -> None:
        """Of the data folder that the window has. Raises OSError where no request can be made there."""
        super().__init__(window)
        self._folder = folder
        self._window = window
        make_private_folder(requests_folder(folder))
        self._watcher = QFileSystemWatcher([str(requests_folder(folder))], self)
        self._watcher.directoryChanged.connect(self._look)
        self._looks = QTimer(self)
        self._looks.timeout.connect(self._look)
        self._looks.start(_LOOKED_EVERY_MS)
        QTimer.singleShot(0, self, self._look)

    def stop(self) -> None:
        """Answer nobody any more."""
        self._looks.stop()
        self._watcher.blockSignals(True)  # noqa: FBT003 - Qt's own

    def _look(self) -> None:
        if not self._looks.isActive():
            return
        for request in take_requests(self._folder):
            if request.token:
                os.environ["XDG_ACTIVATION_TOKEN"] = request.token  # where Qt looks for it
            come_forward(self._window)
            self.asked.emit(list(request.files))


def come_forward(window: QWidget) -> None:
    """Bring the window in front of all others with the keyboard; where it may not, ask for attention."""
    if window.isMinimized():
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    front = QApplication.activeModalWidget() or window
    front.raise_()
    front.activateWindow()
    QTimer.singleShot(_FORWARD_BY_MS, front, lambda: QApplication.alert(front))
