"""When garbage is looked for: while nobody types, and on the thread of the window.

Python looks for it wherever one object too many is made, and holds all threads meanwhile. Among the 105,000 objects of
an open window that takes 60 ms of some keystroke, for nothing: they stay until it is closed. And found by a search's
thread, a widget would be taken apart there, which Qt allows on its own thread alone.
"""

from __future__ import annotations

import gc
from time import monotonic

from PySide6.QtCore import QObject, QTimer

LOOKED_EVERY_MS = 1000
_REST_SECONDS = 1.0
"""Without a key: whoever types faster is not to be disturbed."""
_WORTH, _MUCH = 10_000, 100_000
"""Objects made since the last look and still there, for which it is worth looking in a rest, and at any time."""
_OLDEST = 2
"""The generation of what has survived; going through it takes longest."""
_GROWTH = 4
"""It is gone through once so manieth part of it has come anew, as Python does it itself."""


class Collecting(QObject):
    """From `begin` to `stop`, garbage is collected here and nowhere else."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._began = False
        self._last_key = monotonic()
        self._old, self._pending = 0, 0
        """Objects that have survived, and those made since that was counted."""
        self._looks = QTimer(self)
        self._looks.setInterval(LOOKED_EVERY_MS)
        self._looks.timeout.connect(self.look)

    def begin(self) -> None:
        """The window is there with all that it is made of: from the next rest on that is no longer gone through."""
        self._looks.start()

    def put_off(self) -> None:
        """A key was pressed."""
        self._last_key = monotonic()

    def look(self) -> None:
        """Collect what has become of it, if it is time."""
        rests = monotonic() - self._last_key >= _REST_SECONDS
        if not self._began:
            if rests:
                self._began = True
                gc.collect()
                gc.freeze()
                gc.disable()
            return
        new = gc.get_count()[0]
        if new < (_WORTH if rests else _MUCH):
            return
        self._pending += new
        if rests and self._pending >= self._old // _GROWTH:
            gc.collect()
            self._old, self._pending = len(gc.get_objects(_OLDEST)), 0
        else:
            gc.collect(_OLDEST - 1)

    def stop(self) -> None:
        """Leave it to Python again."""
        self._looks.stop()
        if self._began:
            self._began = False
            gc.enable()
            gc.unfreeze()
