"""Writes a paper document as a PDF with title, language, outline and working links, whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter

import desktop_app
from desktop_app.errors import UserError
from desktop_app.render.paper import PaperDocument
from desktop_app.ui.paper.paper import paint_pages
from desktop_app.ui.paper.paper_pages import DPI, PaperPages, Place

if TYPE_CHECKING:
    from pypdf import PdfWriter

_REASONS = {
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.EROFS: "the folder is read-only",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your disk quota is used up",
    errno.ENOENT: "the folder does not exist",
    errno.ENOTDIR: "the folder does not exist",
    errno.EISDIR: "there is a folder of that name",
}


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
    _replace(path, _finished(document, pages, bytes(buffer.data().data())))


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


def _replace(path: Path, data: bytes) -> None:
    temporary: Path | None = None
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem[:40]}-", suffix=".part")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _give_usual_permissions(temporary)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        raise UserError(f"{path} was not written: {reason}. Choose another folder or name.") from error


def _give_usual_permissions(path: Path) -> None:
    """Temporary files are made for their owner alone; a PDF to hand over is a file like any other."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)
