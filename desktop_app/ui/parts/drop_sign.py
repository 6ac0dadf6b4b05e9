"""What covers the window while files are dragged over it: that they can be dropped, and what will happen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop_app.ui.look.appearance import Appearance

_WORDS = "Drop to add to the library"


class DropSign(QWidget):
    """Over its parent, and through it the pointer and the drag go on to the parent."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._over = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(_WORDS)
        self.hide()

    def cover(self) -> None:
        """Show over all of the parent."""
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A veil, an accent edge, and the words on a plate."""
        theme, appearance = self._appearance.theme, self._appearance
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(theme.chrome)
        veil.setAlphaF(0.6)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(QColor(theme.accent), 3))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(6, 6, -6, -6), 6, 6)
        font = appearance.font(20, 600)
        painter.setFont(font)
        plate = QRectF(painter.fontMetrics().boundingRect(_WORDS)).adjusted(-24, -14, 24, 14)
        plate.moveCenter(QRectF(self.rect()).center())
        painter.setPen(QPen(QColor(theme.accent), 1))
        painter.setBrush(QColor(theme.soft))
        painter.drawRoundedRect(plate, 6, 6)
        painter.setPen(QColor(theme.text))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, _WORDS)
        painter.end()
