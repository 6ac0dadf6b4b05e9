"""Pictures: the library's formats alone, upright, no larger than shown, and never an error."""

from __future__ import annotations

import struct
import zlib

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QGuiApplication, QImage

from desktop_app.ui.parts.pictures import decoded, picture_size


def encoded(width: int, height: int, kind: str = "PNG") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind)  # type: ignore[call-overload]
    return bytes(data.data())


def lying_png(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["PNG", "JPG", "WEBP"])
def test_a_picture_is_scaled_down_to_what_is_shown_and_never_up(qapp: QGuiApplication, kind: str) -> None:
    data = encoded(300, 200, kind)
    assert picture_size(data) == QSize(300, 200)
    small, large = decoded(data, QSize(150, 150)), decoded(data, QSize(900, 900))
    assert small is not None
    assert large is not None
    assert (small.size(), large.size()) == (QSize(150, 100), QSize(300, 200))


def test_a_photograph_on_its_side_is_turned_upright(qapp: QGuiApplication) -> None:
    exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"
    plain = encoded(300, 200, "JPG")
    turned = plain[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + plain[2:]
    assert picture_size(turned) == QSize(200, 300)
    image = decoded(turned, QSize(100, 1000))
    assert image is not None
    assert image.size() == QSize(100, 150)


SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>"


@pytest.mark.parametrize(
    "data",
    [b"", b"nothing", SVG, encoded(9, 9, "BMP"), encoded(30, 30)[:20], lying_png(0, 5)],
    ids=["empty", "text", "svg", "bmp", "cut", "no-width"],
)
def test_what_is_no_picture_of_the_library_is_none(qapp: QGuiApplication, data: bytes) -> None:
    assert picture_size(data) is None
    assert decoded(data, QSize(100, 100)) is None


def test_a_picture_over_the_limit_of_memory_is_not_decoded(qapp: QGuiApplication) -> None:
    assert decoded(lying_png(30_000, 30_000), QSize(100, 100)) is None
