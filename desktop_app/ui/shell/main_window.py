"""The window itself: there at once with its first paint, and the frame of the workbench that takes its place."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLineEdit, QMainWindow, QWidget

from desktop_app.ui.shell.first_paint import FirstPaint, first_theme
from desktop_app.ui.shell.session import Session

WIDE_FROM = 1360
_SIDEBAR_WIDE, _SIDEBAR_NARROW = 375, 327
_FIRST_SIZE = (1440, 900)
_FRAME = (16, 48)
"""Room for what the desktop draws round a window, which is not known before it is there."""


def sidebar_width(window_width: int) -> int:
    """Of a window whose user has not chosen one."""
    return _SIDEBAR_WIDE if window_width >= WIDE_FROM else _SIDEBAR_NARROW


class MainWindow(QMainWindow):
    """Where it stands is part of the session; what it shows belongs to the workbench."""

    painted = Signal()
    """The first paint is over."""
    closed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setWindowTitle("Materia")
        self.setMinimumSize(760, 480)
        self._fills_screen = False
        self._stand(session.geometry)
        width = session.sidebar_width or sidebar_width(self.width())
        self._first = FirstPaint(first_theme(session.theme), width, session.search)
        self._first.painted.connect(self.painted)
        self.setCentralWidget(self._first)
        self._first.box.setFocus()
        self._first.box.selectAll()  # what is typed next is another search

    @property
    def typed(self) -> str:
        """What was typed before the workbench was there."""
        return self._first.box.text()

    def appear(self) -> None:
        """Show the window; at the first start on a small screen it takes all of it."""
        if self._fills_screen:
            self.showMaximized()
        else:
            self.show()

    def fill(self, workbench: QWidget, focus: QLineEdit) -> None:
        """Put the workbench in the place of the first paint, and the keyboard where it was there."""
        untouched = self._first.box.hasSelectedText()
        self.setCentralWidget(workbench)
        workbench.show()
        # Only now: hiding the first paint's box, which has the focus, takes it away from any other, and what is not
        # shown yet cannot take it.
        focus.setFocus()
        if untouched:
            focus.selectAll()

    def geometry_words(self) -> str:
        """Size, place, screen, maximised, full screen, as a session keeps them."""
        return bytes(self.saveGeometry().toBase64().data()).decode("ascii")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Everything else is the listeners' business; the window goes when they are done."""
        self.closed.emit()
        event.accept()

    def _stand(self, geometry: str) -> None:
        """Where it stood; at the first start in the middle of the screen."""
        if geometry and self.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii", "ignore"))):
            return
        available = self.screen().availableGeometry()
        width, height = available.width() - _FRAME[0], available.height() - _FRAME[1]
        self._fills_screen = width < _FIRST_SIZE[0] or height < _FIRST_SIZE[1]
        self.resize(min(_FIRST_SIZE[0], width), min(_FIRST_SIZE[1], height))
        self.move(available.center() - self.rect().center())
