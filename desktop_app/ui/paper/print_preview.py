"""The pages as they will be printed, one below the other."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.paper.paper_pages import PaperPages

_GAP = 16
_WIDEST = 640
_KEPT = 8


class PrintPreview(QAbstractScrollArea):
    """Draws the pages that are in sight, by the function that prints them. Scrolled by wheel, arrows and Page keys."""

    page_shown = Signal(int)
    """The page at the top, from 0."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._pages: PaperPages | None = None
        self._words = ""
        self._images: dict[int, QImage] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Preview")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().valueChanged.connect(lambda: self.page_shown.emit(self.page))
        appearance.changed.connect(self.viewport().update)

    @property
    def page(self) -> int:
        """The page of which most is to be seen, from 0."""
        if self._pages is None:
            return 0
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        return max(0, min(self._pages.count - 1, int((middle - _GAP / 2) // self._step())))

    def show_pages(self, pages: PaperPages) -> None:
        """Show a document, at the place where the one before it was read."""
        self._pages = pages
        self._words = ""
        self._renew()

    def show_words(self, words: str) -> None:
        """Say why there is nothing to show."""
        self._pages = None
        self._words = words
        self._renew()

    def sizeHint(self) -> QSize:
        """Wide enough to read a page."""
        return QSize(_WIDEST + 2 * _GAP, 760)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page that is being looked at."""
        bar = self.verticalScrollBar()
        share = bar.value() / bar.maximum() if bar.maximum() else 0.0
        super().resizeEvent(event)
        self._renew()
        bar.setValue(round(share * bar.maximum()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paper on the colour of the window's chrome."""
        painter = QPainter(self.viewport())
        theme = self._appearance.theme
        painter.fillRect(self.viewport().rect(), QColor(theme.chrome))
        if self._pages is None:
            painter.setPen(QColor(theme.text2))
            painter.setFont(self._appearance.font(13))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.viewport().rect().adjusted(24, 24, -24, -24), flags, self._words)
        else:
            self._draw_pages(painter, self._pages)
        painter.end()
        if self.hasFocus():
            self._draw_ring()

    def _draw_pages(self, painter: QPainter, pages: PaperPages) -> None:
        size = self._page_size()
        left = (self.viewport().width() - size.width()) // 2
        offset = self.verticalScrollBar().value()
        first = max(0, offset // self._step())
        last = min(pages.count - 1, (offset + self.viewport().height()) // self._step())
        for page in range(first, last + 1):
            where = QRectF(left, _GAP + page * self._step() - offset, size.width(), size.height())
            painter.drawImage(where, self._image(pages, page))
            painter.setPen(QPen(QColor(self._appearance.theme.edge), 1))
            painter.drawRect(where)

    def _draw_ring(self) -> None:
        painter = QPainter(self.viewport())
        painter.setPen(QPen(QColor(self._appearance.theme.accent), 2))
        painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _image(self, pages: PaperPages, page: int) -> QImage:
        image = self._images.pop(page, None)
        if image is None:
            ratio = self.devicePixelRatioF()
            image = pages.image(page, 72 * self._page_size().width() * ratio / pages.size.width())
            image.setDevicePixelRatio(ratio)
        self._images[page] = image
        while len(self._images) > _KEPT:
            del self._images[next(iter(self._images))]
        return image

    def _renew(self) -> None:
        self._images.clear()
        bar = self.verticalScrollBar()
        count = self._pages.count if self._pages else 0
        bar.setRange(0, max(0, _GAP + count * self._step() - self.viewport().height()))
        bar.setPageStep(max(1, self.viewport().height() - 40))
        bar.setSingleStep(40)
        self.viewport().update()
        self.page_shown.emit(self.page)

    def _step(self) -> int:
        return self._page_size().height() + _GAP

    def _page_size(self) -> QSize:
        width = max(80, min(_WIDEST, self.viewport().width() - 2 * _GAP))
        if self._pages is None:
            return QSize(width, width)
        return QSize(width, round(width * self._pages.size.height() / self._pages.size.width()))
