"""Paints a paper document on any paged device: printer, preview and PDF are the same pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QLocale, QPointF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter

from desktop_app.errors import UserError
from desktop_app.render.paper import PaperDocument
from desktop_app.ui.paper.paper_pages import DPI, PaperPages

_LETTER = frozenset(
    getattr(QLocale.Country, name)
    for name in (
        "Belize", "Canada", "Chile", "Colombia", "CostaRica", "ElSalvador", "Guatemala", "Mexico", "Nicaragua",
        "Panama", "Philippines", "PuertoRico", "UnitedStates", "Venezuela",
    )
)  # fmt: skip


def paint(document: PaperDocument, device: QPagedPaintDevice) -> int:
    """Paint all pages on a device whose page layout is set; answers how many there are."""
    pages = PaperPages(document, page_size_of(device.pageLayout()))
    for _ in paint_pages(pages, device, range(pages.count)):
        pass
    return pages.count


def paint_pages(pages: PaperPages, device: QPagedPaintDevice, chosen: Iterable[int]) -> Iterator[int]:
    """Paint some pages, one each time the iterator is advanced; yields how many are painted."""
    painter = QPainter()
    if not painter.begin(device):
        raise UserError("The printer does not accept the pages. Check that it is switched on and connected.")
    try:
        for done, page in enumerate(chosen, start=1):
            if done > 1 and not device.newPage():
                raise UserError("The printer stopped accepting pages.")
            painter.save()
            painter.scale(device.logicalDpiX() / DPI, device.logicalDpiY() / DPI)
            painter.translate(_corner(device.pageLayout()))
            pages.draw(painter, page)
            painter.restore()
            yield done
    finally:
        painter.end()


def page_size_of(layout: QPageLayout) -> QPageSize:
    """The paper as it lies: a landscape layout has a wide one."""
    return QPageSize(layout.fullRect(QPageLayout.Unit.Point).size(), QPageSize.Unit.Point)


def paper_of(locale: QLocale) -> QPageSize:
    """US Letter where it is the custom (as CLDR has it, outside the territories of A4), else A4."""
    letter = locale.territory() in _LETTER
    return QPageSize(QPageSize.PageSizeId.Letter if letter else QPageSize.PageSizeId.A4)


def _corner(layout: QPageLayout) -> QPointF:
    """Where the corner of the paper lies, in units of the pages: painting starts inside the margins of the device."""
    if layout.mode() is QPageLayout.Mode.FullPageMode:
        return QPointF(0, 0)
    margins = layout.margins(QPageLayout.Unit.Point)
    return QPointF(-margins.left() * DPI / 72, -margins.top() * DPI / 72)
