"""Decodes the pictures of the library: no format but those it keeps, no more memory than a limit, no larger than shown.

The importer has looked at every picture, but a library may come from elsewhere: nothing here relies on that.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

Decoder = Callable[[bytes, QSize, Callable[[QImage | None], None], QObject], None]
"""Does what `decoded` does on a thread, and hands the picture over on this one unless the object is gone by then."""

_FORMATS = frozenset({b"png", b"jpeg", b"gif", b"webp"})
"""SVG never: it is a document that can name other files."""
_MOST_MEGABYTES = 256
"""Of memory for one picture: 64 million pixels, as many as the importer lets in."""
_AT_ONCE = 1_000_000
"""Pixels that are decoded faster, in some 20 ms, than anybody would see them come later."""
_TURNED = QImageIOHandler.Transformation.TransformationRotate90.value


def picture_size(data: bytes) -> QSize | None:
    """Width and height in pixels as the header has them, upright; None for what cannot be shown. Decodes nothing."""
    reader, buffer = _reader(data)
    size = _upright(reader, reader.size()) if _is_shown(reader) else QSize()
    buffer.close()
    return None if size.isEmpty() else size


def decoded(data: bytes, largest: QSize) -> QImage | None:
    """The picture upright, scaled down to fit into `largest` pixels; None where it cannot be decoded."""
    reader, buffer = _reader(data)
    if not _is_shown(reader):
        return None
    size = _upright(reader, reader.size())
    if size.width() > largest.width() or size.height() > largest.height():
        fitted = size.scaled(largest, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
        reader.setScaledSize(_upright(reader, fitted))
    image = reader.read()
    buffer.close()
    return None if image.isNull() else image


def is_slow(size: QSize) -> bool:
    """Whether a picture of this size should not be decoded while a window waits: 10 million pixels take 300 ms."""
    return size.width() * size.height() > _AT_ONCE


def _reader(data: bytes) -> tuple[QImageReader, QBuffer]:
    """The buffer is the caller's to keep: the reader does not."""
    QImageReader.setAllocationLimit(_MOST_MEGABYTES)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    return reader, buffer


def _is_shown(reader: QImageReader) -> bool:
    return bytes(reader.format().data()) in _FORMATS and reader.canRead()


def _upright(reader: QImageReader, size: QSize) -> QSize:
    """A photograph may lie on its side and say so."""
    return size.transposed() if reader.transformation().value & _TURNED else size
