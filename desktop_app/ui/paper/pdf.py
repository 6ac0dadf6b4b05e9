"""Writes a paper document as a PDF with title, language, outline and working links, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter

import desktop_app
from desktop_app.render.paper import PaperDocument
from desktop_app.services.files import write_atomically
from desktop_app.ui.paper.paper import paint_pages
from desktop_app.ui.paper.paper_pages import DPI, PaperPages, Place

if TYPE_CHECKING:
    from pypdf import PdfWriter


def write_pdf(document: PaperDocument, path: Path, size: QPageSize | None = None) -> int:
    """Write all pages; answers how many there are. Raises `UserError` and leaves `path` as it was when it cannot."""
    pages = PaperPages(document, size or QPageSize(QPageSize.PageSizeId.A4))
    for _ in write_pages(document, pages, path):
        pass
    return pages.count


def write_pages(document: PaperDocument, pages: PaperPages, path: Path) -> Iterator[int]:
    """Paint a page each time the iterator is advanced, and write the file at last; yields how many are painted."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    device = QPdfWriter(buffer)
    device.setResolution(DPI)
    device.setPageLayout(
        QPageLayout(
            QPageSize(pages.size, QPageSize.Unit.Point),
            QPageLayout.Orientation.Portrait,
            QMarginsF(0, 0, 0, 0),
            QPageLayout.Unit.Point,
        )
    )
    yield from paint_pages(pages, device, range(pages.count))
    write_atomically(path, _finished(document, pages, bytes(buffer.data().data())))


def _finished(document: PaperDocument, pages: PaperPages, painted: bytes) -> bytes:
    """Qt writes neither outline nor language, and no target for an anchor that is itself a link."""
    from pypdf import PdfWriter
    from pypdf.generic import BooleanObject, DictionaryObject, Fit, IndirectObject, NameObject, TextStringObject

    writer = PdfWriter(clone_from=BytesIO(painted))
    producer = f"Materia {desktop_app.__version__}"
    writer.add_metadata({"/Title": document.title, "/Creator": producer, "/Producer": producer})
    writer.root_object[NameObject("/Lang")] = TextStringObject(document.language)
    writer.root_object[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(value=True)}
    )
    parents: list[IndirectObject] = []
    for entry in document.outline:
        place = pages.places[entry.anchor]
        parent = parents[entry.level - 1] if entry.level else None
        fit = Fit.xyz(top=_upwards(pages, place))
        parents[entry.level :] = [
            writer.add_outline_item(title=entry.title, page_number=place.page, parent=parent, fit=fit)
        ]
    _aim_links(writer, pages)
    finished = BytesIO()
    writer.write(finished)
    return finished.getvalue()


def _aim_links(writer: PdfWriter, pages: PaperPages) -> None:
    """Let each internal link name page and height instead of an anchor."""
    from pypdf.generic import ArrayObject, FloatObject, NameObject, NullObject

    for page in writer.pages:
        for annotation in page.annotations or []:
            link = annotation.get_object()
            place = pages.places.get(str(link.get("/Dest")))
            if place is not None:
                target = writer.pages[place.page].indirect_reference
                top = FloatObject(_upwards(pages, place))
                link[NameObject("/Dest")] = ArrayObject([target, NameObject("/XYZ"), NullObject(), top, NullObject()])


def _upwards(pages: PaperPages, place: Place) -> float:
    """PDF measures from the lower edge; a little space above the target is kept in view."""
    return round(pages.size.height() - place.top + 8, 1)
