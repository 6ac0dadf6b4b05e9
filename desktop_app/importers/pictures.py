"""Whether bytes are a picture that Materia shows, and how large it is: told from the bytes alone, decoding nothing.

PNG, JPEG, GIF and WebP. SVG never: it is a document that can hold scripts, links and other files.
A header can lie, and a decoder believes it before it allocates; so the header is checked against what follows it, and a
picture whose end is missing is none: half a table of doses is worse than the sentence that the picture is damaged.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zlib

import imagesize

from desktop_app.importers.limits import LIMITS, Limits
from desktop_app.monograph.model import Media

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_GIF = (b"GIF87a", b"GIF89a")
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""JPEG markers without a length."""


def picture_of(data: bytes, limits: Limits = LIMITS) -> Media | None:
    """The picture, or None for what is none that Materia shows: another format, damaged, cut off, or over a limit."""
    media_type = _type_of(data)
    if media_type is None or len(data) > limits.picture_bytes:
        return None
    size = _size_of(data)
    if size is None:
        return None
    width, height = size
    if not (0 < width <= limits.picture_side and 0 < height <= limits.picture_side):
        return None
    if width * height > limits.picture_pixels:
        return None
    return Media(hashlib.sha256(data).hexdigest(), media_type, width, height, data)


def is_picture(opening: bytes) -> bool:
    """Whether bytes begin as one of the formats that Materia shows."""
    return opening.startswith((_PNG, _JPEG, *_GIF)) or (opening[:4] == b"RIFF" and opening[8:12] == b"WEBP")


def _type_of(data: bytes) -> str | None:
    if data.startswith(_PNG):
        return "image/png" if _is_whole_png(data) else None
    if data.startswith(_JPEG):
        return "image/jpeg" if _is_whole_jpeg(data) else None
    if data.startswith(_GIF):
        return "image/gif" if _is_whole_gif(data) else None
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp" if _is_whole_webp(data) else None
    return None


def _size_of(data: bytes) -> tuple[int, int] | None:
    try:
        width, height = imagesize.get(io.BytesIO(data))
    except (ValueError, struct.error, IndexError, KeyError, TypeError, OverflowError, OSError, EOFError):
        return None  # what the library raises for headers that break off or contradict themselves
    return int(width), int(height)


def _is_whole_png(data: bytes) -> bool:
    """A header with the right checksum first, image data, and the end mark."""
    if len(data) < 45 or data[8:16] != b"\0\0\0\rIHDR":
        return False
    if zlib.crc32(data[12:29]) != struct.unpack_from(">I", data, 29)[0]:
        return False
    position, has_pixels = 33, False
    while position + 12 <= len(data):
        length, name = struct.unpack_from(">I4s", data, position)
        if name == b"IEND":
            return has_pixels
        has_pixels = has_pixels or (name == b"IDAT" and length > 0)
        position += 12 + length
    return False


def _is_whole_jpeg(data: bytes) -> bool:
    """Segments up to the scan, exactly one frame header among them, and an end mark behind the scan."""
    position, frames = 2, 0
    while position + 4 <= len(data):
        if data[position] != 0xFF:
            return False
        marker = data[position + 1]
        if marker == 0xFF:  # fill byte
            position += 1
            continue
        if marker in _STANDALONE:
            position += 2
            continue
        if marker in {0xD8, 0xD9}:
            return False
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            frames += 1
        if marker == 0xDA:
            return frames == 1 and data.rfind(b"\xff\xd9") > position
        position += 2 + int(struct.unpack_from(">H", data, position + 2)[0])
    return False


def _is_whole_gif(data: bytes) -> bool:
    """Blocks up to the end mark, at least one of them an image, and none larger than the header says the whole is."""
    if len(data) < 14:
        return False
    screen_width, screen_height, flags = struct.unpack_from("<HHB", data, 6)
    position = 13 + (3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0)
    images = 0
    while position < len(data):
        block = data[position]
        if block == 0x3B:
            return images > 0
        if block == 0x21:
            position += 2
        elif block == 0x2C and position + 10 <= len(data):
            left, top, width, height, local = struct.unpack_from("<HHHHB", data, position + 1)
            if left + width > screen_width or top + height > screen_height:
                return False
            images += 1
            position += 11 + (3 * 2 ** ((local & 7) + 1) if local & 0x80 else 0)
        else:
            return False
        while position < len(data) and data[position]:
            position += 1 + data[position]
        position += 1
    return images > 0 and position == len(data)  # without the end mark: some programs leave it out


def _is_whole_webp(data: bytes) -> bool:
    """As many bytes as the container says, and an image in it."""
    size = int.from_bytes(data[4:8], "little") + 8
    return 30 <= size <= len(data) + 1 and data[12:16] in {b"VP8 ", b"VP8L", b"VP8X"}
