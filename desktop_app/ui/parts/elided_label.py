"""A line of text that gives way in its middle: names of files are known by their beginning and their end."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget


class ElidedLabel(QLabel):
    """Its tooltip says all of it where not all is to be seen."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, whole_words: bool = False) -> None:
        """With `whole_words` it ends after a word instead: a number in it is never cut."""
        super().__init__(text, parent)
        self._whole_words = whole_words
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:
        """See Qt."""
        super().setText(text)
        self._follow()

    def minimumSizeHint(self) -> QSize:
        """It takes what width it is given."""
        return QSize(40, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See Qt."""
        super().resizeEvent(event)
        self._follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, elided."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        place = self.contentsRect()
        shown = self.shown()
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()

    def shown(self) -> str:
        """What is to be seen of the text."""
        metrics, room = self.fontMetrics(), self.contentsRect().width()
        if not self._whole_words:
            return metrics.elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room)
        words, cut = self.text().split(" "), ""
        while words and metrics.horizontalAdvance(" ".join(words) + cut) > room:
            words.pop()
            cut = " …"
        return " ".join(words).rstrip(" ·") + cut

    def _follow(self) -> None:
        fits = self.fontMetrics().horizontalAdvance(self.text()) <= self.contentsRect().width()
        self.setToolTip("" if fits else self.text())
