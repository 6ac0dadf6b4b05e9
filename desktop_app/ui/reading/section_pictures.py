"""The pictures of a section: no wider than the text, decoded when they come into view, in words where they cannot."""

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
from desktop_app.ui.parts.pictures import decoded, picture_size
from desktop_app.ui.reading.document_text import fragments

MediaLoader = Callable[[str], bytes | None]
"""From the SHA-256 of a picture in the library to its bytes."""
_SCHEME = "media:"


class SectionPictures:
    """Gives the pictures of one document their sizes, so that Qt need not decode them to lay the text out."""

    def __init__(self, document: QTextDocument, appearance: Appearance, media: MediaLoader | None) -> None:
        self._document = document
        self._appearance = appearance
        self._media = media
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
        data = self._bytes(address)
        size = self._shown[address]
        image = None if data is None else decoded(data, (QSizeF(size) * ratio).toSize().expandedTo(QSize(1, 1)))
        return image if image is not None else self._words_for(size)

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

    def _words_for(self, size: QSize) -> QImage:
        """Only the pixels are damaged, which nobody knew before: the place is kept."""
        theme = self._appearance.theme
        image = QImage(size.expandedTo(QSize(1, 1)), QImage.Format.Format_RGB32)
        image.fill(QColor(theme.chrome))
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
