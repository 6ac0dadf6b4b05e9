"""The pictures of a section: no wider than the text, decoded when they come into view, in words where they cannot.

Qt asks for a picture whenever it paints it, so what was decoded is kept while the section is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QRect, QSize, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QPainter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextTable,
)

from desktop_app.render.markup import ADDED
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.pictures import Decoder, decoded, is_slow, picture_size
from desktop_app.ui.reading.document_text import fragments

MediaLoader = Callable[[str], bytes | None]
"""From the SHA-256 of a picture in the library to its bytes."""
_SCHEME = "media:"
_KEPT_BYTES = 64 * 2**20
_Key = tuple[str, int, int]
"""Address, and the size in pixels of the screen."""


class SectionPictures:
    """Gives the pictures of one document their sizes, so that Qt need not decode them to lay the text out."""

    def __init__(
        self, document: QTextDocument, appearance: Appearance, media: MediaLoader | None, decode: Decoder | None = None
    ) -> None:
        """Without `decode` every picture is decoded while Qt waits for it."""
        self._document = document
        self._appearance = appearance
        self._media = media
        self._decode = decode
        self._images: dict[_Key, QImage] = {}
        """The one that was painted last stands last."""
        self._awaited: set[_Key] = set()
        self._sizes: dict[str, QSize] = {}
        self._shown: dict[str, QSize] = {}
        """Sizes in which pictures are shown, in pixels of the window."""
        self._places: list[tuple[QTextCursor, str]] = []
        for position, address in reversed(_found(document)):
            self._take(position, address)

    def fit(self, width: float) -> None:
        """Show every picture in its own size times the zoom, but no wider than `width`, or its share of a table."""
        for place, address in self._places:
            table = cast("QTextTable | None", place.currentTable())  # the stubs know no text outside a table
            room = QSizeF(max(24.0, width / table.columns() - 16) if table is not None else width, 1e6)
            size = QSizeF(self._sizes[address]) * self._appearance.zoom
            if size.width() > room.width():
                size.scale(room, Qt.AspectRatioMode.KeepAspectRatio)
            cursor = QTextCursor(place)
            cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor)
            image_format = cursor.charFormat().toImageFormat()
            image_format.setWidth(max(1, round(size.width())))
            image_format.setHeight(max(1, round(size.height())))
            cursor.setCharFormat(image_format)
            known = self._shown.get(address, QSize())
            self._shown[address] = known.expandedTo(QSize(round(size.width()), round(size.height())))

    def image(self, address: str) -> QImage | None:
        """The picture at an address of this document; one that says so where it cannot be decoded."""
        if address not in self._shown:
            return None
        ratio = max(screen.devicePixelRatio() for screen in QGuiApplication.screens())
        largest = (QSizeF(self._shown[address]) * ratio).toSize().expandedTo(QSize(1, 1))
        key = (address, largest.width(), largest.height())
        known = self._images.pop(key, None)
        if known is not None:
            self._images[key] = known
            return known
        if key in self._awaited:
            return self._blank(address)
        data = self._bytes(address)
        if data is None or self._decode is None or not is_slow(self._sizes[address]):
            return self._keep(key, None if data is None else decoded(data, largest))
        self._awaited.add(key)
        self._decode(data, largest, lambda image: self._came(key, image), self._document)
        return self._blank(address)

    def forget(self) -> None:
        """Let go what was decoded: nobody sees it."""
        self._images.clear()

    def _came(self, key: _Key, image: QImage | None) -> None:
        self._awaited.discard(key)
        self._keep(key, image)
        self._document.documentLayout().update.emit()

    def _keep(self, key: _Key, image: QImage | None) -> QImage:
        kept = self._images[key] = image if image is not None else self._words_for(key[0])
        while len(self._images) > 1 and sum(each.sizeInBytes() for each in self._images.values()) > _KEPT_BYTES:
            del self._images[next(iter(self._images))]
        return kept

    def _blank(self, address: str) -> QImage:
        """The place of a picture that is still being decoded."""
        image = QImage(self._shown[address].expandedTo(QSize(1, 1)), QImage.Format.Format_RGB32)
        image.fill(QColor(self._appearance.theme.chrome))
        return image

    def _bytes(self, address: str) -> bytes | None:
        return self._media(address.removeprefix(_SCHEME)) if self._media and address.startswith(_SCHEME) else None

    def _take(self, position: int, address: str) -> None:
        data = self._bytes(address)
        size = None if data is None else picture_size(data)
        cursor = QTextCursor(self._document)
        cursor.setPosition(position)
        if size is None:
            cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor)
            self._replace(cursor, "is not in the library" if data is None else "cannot be shown: its file is damaged")
            return
        self._sizes[address] = size
        block_format = QTextBlockFormat()
        # In a line as high as one of text it would be cut off.
        block_format.setLineHeight(0, QTextBlockFormat.LineHeightTypes.SingleHeight.value)
        cursor.mergeBlockFormat(block_format)
        # A cursor at a picture goes along with what is put in before it.
        self._places.append((cursor, address))

    def _replace(self, cursor: QTextCursor, why: str) -> None:
        told = cursor.charFormat().toolTip()
        words = QTextCharFormat()
        words.setToolTip(ADDED)
        words.setForeground(QColor(self._appearance.theme.text2))
        words.setProperty(QTextFormat.Property.FontPixelSize, self._appearance.scaled(14))
        cursor.insertText(f"[This picture {why}{': ' if told else ''}{told}]", words)

    def _words_for(self, address: str) -> QImage:
        """Only the pixels are damaged, which nobody knew before: the place is kept."""
        theme, size = self._appearance.theme, self._shown[address]
        image = self._blank(address)
        painter = QPainter(image)
        painter.setPen(QColor(theme.text2))
        painter.setFont(self._appearance.font(13))
        where = QRect(0, 0, size.width(), size.height()).adjusted(4, 4, -4, -4)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(where, flags.value, "This picture cannot be shown: its file is damaged.")
        painter.end()
        return image


def _found(document: QTextDocument) -> list[tuple[int, str]]:
    """Positions and addresses of all pictures, in order."""
    found = []
    block = document.begin()
    while block.isValid():
        for fragment in fragments(block) if "\ufffc" in block.text() else ():
            char_format = fragment.charFormat()
            if char_format.isImageFormat():
                name = char_format.toImageFormat().name()
                found += [(fragment.position() + number, name) for number in range(fragment.length())]
        block = block.next()
    return found


def address_of(name: QUrl | str) -> str:
    """As Qt asks for a resource."""
    return name.toString() if isinstance(name, QUrl) else name
