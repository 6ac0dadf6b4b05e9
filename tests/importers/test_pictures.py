"""Only whole pictures of four formats are pictures; everything else is not, whatever it says of itself."""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.importers.limits import LIMITS
from desktop_app.importers.pictures import is_picture, picture_of


def png(width: int = 3, height: int = 2) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    pixels = zlib.compress(b"".join(b"\0" + b"\xff" * width for _ in range(min(height, 10))))
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg(width: int = 3, height: int = 2, *, frames: int = 1) -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\0"
    app = b"\xff\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    scan = b"\xff\xda" + struct.pack(">H", 8) + b"\x01\x01\0\0\x3f\0" + b"\x12\x34"
    return b"\xff\xd8" + app + frame * frames + scan + b"\xff\xd9"


def gif(width: int = 3, height: int = 2, *, image: tuple[int, int] = (3, 2), end: bytes = b";") -> bytes:
    screen = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    control = b"\x21\xf9\x04\0\0\0\0\0"
    picture = b"," + struct.pack("<HHHHB", 0, 0, *image, 0x80) + b"\0" * 6 + b"\x02\x03\x84\x8f\x05\0"
    return screen + control + picture + end


def webp(width: int = 3, height: int = 2) -> bytes:
    bits = (width - 1) | (height - 1) << 14
    body = b"WEBPVP8L" + struct.pack("<IB", 10, 0x2F) + struct.pack("<I", bits) + b"\0" * 6
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(png(), "image/png"), (jpeg(), "image/jpeg"), (gif(), "image/gif"), (webp(), "image/webp")],
)
def test_whole_pictures(data: bytes, media_type: str) -> None:
    media = picture_of(data)
    assert media is not None
    assert (media.media_type, media.width, media.height) == (media_type, 3, 2)
    assert media.sha256 == hashlib.sha256(data).hexdigest()
    assert is_picture(data[:20])


@pytest.mark.parametrize("make", [png, jpeg, webp])
def test_a_picture_that_is_cut_off_is_none(make: type[object]) -> None:
    data = make()
    assert isinstance(data, bytes)
    assert all(picture_of(data[:length]) is None for length in range(len(data) - 4))


def test_a_gif_may_lack_its_end_mark_but_no_part_of_its_image() -> None:
    data = gif(end=b"")
    assert picture_of(data) is not None
    assert all(picture_of(data[:length]) is None for length in range(len(data) - 1))


def test_headers_that_do_not_fit_what_follows() -> None:
    lying = bytearray(png())
    lying[19] = 200  # the width, under a checksum of the true one
    assert picture_of(bytes(lying)) is None
    assert picture_of(gif(image=(30, 2))) is None
    assert picture_of(jpeg(frames=2)) is None
    assert picture_of(jpeg(frames=0)) is None


def test_jpeg_segments_that_make_no_picture() -> None:
    data = jpeg()
    assert picture_of(data[:2] + b"\xff\x01" + data[2:]) is not None  # a marker without a length
    assert picture_of(data[:2] + b"\xff\xd9" + data[2:]) is None  # the end before the scan
    assert picture_of(data[:2] + b"\0\0" + data[2:]) is None  # no marker
    assert picture_of(gif()[:13] + b"\xff" + gif()[13:]) is None


def test_other_formats_are_no_pictures_here() -> None:
    svg = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"></svg>'
    bmp = b"BM" + struct.pack("<IHHIIiiHH", 70, 0, 0, 54, 40, 3, 2, 1, 24) + b"\0" * 40
    for data in (svg, bmp, b"II*\0\x08\0\0\0", b"", b"\xff", b"text"):
        assert picture_of(data) is None
        assert not is_picture(data)


@pytest.mark.parametrize(
    "make", [lambda: png(40_000, 2), lambda: jpeg(60_000, 2), lambda: png(20_000, 20_000), lambda: png(0, 2)]
)
def test_gigapixels_are_no_picture(make: type[object]) -> None:
    assert picture_of(make()) is None  # type: ignore[arg-type]


def test_bytes_over_the_limit_are_no_picture() -> None:
    data = png()
    assert picture_of(data, replace(LIMITS, picture_bytes=len(data))) is not None
    assert picture_of(data, replace(LIMITS, picture_bytes=len(data) - 1)) is None


@given(st.sampled_from([png(), jpeg(), gif(), webp()]), st.data())
def test_damaged_pictures_never_raise(data: bytes, draw: st.DataObject) -> None:
    damaged = bytearray(data)
    for _ in range(draw.draw(st.integers(1, 6))):
        damaged[draw.draw(st.integers(0, len(damaged) - 1))] = draw.draw(st.integers(0, 255))
    media = picture_of(bytes(damaged[: draw.draw(st.integers(0, len(damaged)))]))
    assert media is None or media.width * media.height <= LIMITS.picture_pixels
