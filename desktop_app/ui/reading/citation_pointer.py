"""When the citation popup opens and closes: pointing takes a moment, keys and clicks do not."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.ui.reading.links import Link

OPEN_AFTER_MS = 250
MOVE_AFTER_MS = 80
"""To another mark while the popup is open."""
CLOSE_AFTER_MS = 300


class CitationPointer(QObject):
    """Turns what pointer and keyboard do into `opened` and `closed`."""

    opened = Signal(object, bool)
    """A Link; whether the keyboard opened it."""
    closed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._shown: Link | None = None
        self._by_keyboard = False
        self._pending: Link | None = None
        self._open_timer = self._timer(self._open_pending)
        self._close_timer = self._timer(self.close)

    def _timer(self, then: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(then)
        return timer

    @property
    def shown(self) -> Link | None:
        """The mark whose popup is open."""
        return self._shown

    @property
    def by_keyboard(self) -> bool:
        """Whether the keyboard opened it."""
        return self._by_keyboard

    def point(self, link: Link | None) -> None:
        """The pointer is on a mark, or on none."""
        self._open_timer.stop()
        if link is None:
            self._pending = None
            if self._shown is not None and not self._by_keyboard:
                self._close_timer.start(CLOSE_AFTER_MS)
            return
        if link == self._shown:
            self._close_timer.stop()
            return
        self._pending = link
        self._open_timer.start(OPEN_AFTER_MS if self._shown is None else MOVE_AFTER_MS)

    def enter_popup(self) -> None:
        """The pointer is in the popup: it stays."""
        self._open_timer.stop()
        self._close_timer.stop()

    def leave_popup(self) -> None:
        """The pointer left the popup."""
        if self._shown is not None and not self._by_keyboard:
            self._close_timer.start(CLOSE_AFTER_MS)

    def open(self, link: Link, *, keyboard: bool) -> None:
        """Open at once: click, Enter or focus."""
        self._open_timer.stop()
        self._close_timer.stop()
        self._pending = None
        self._shown, self._by_keyboard = link, keyboard
        self.opened.emit(link, keyboard)

    def close(self) -> None:
        """Close at once, and open nothing that was pending."""
        self._open_timer.stop()
        self._close_timer.stop()
        self._pending = None
        if self._shown is not None:
            self._shown = None
            self.closed.emit()

    def _open_pending(self) -> None:
        if self._pending is not None:
            self.open(self._pending, keyboard=False)
