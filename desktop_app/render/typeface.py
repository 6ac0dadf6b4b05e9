"""Materia's own typeface, made of Fira Sans as its package brings it: the same on every screen and every page.

Two things are changed in each face, in memory, as it is loaded:

- The figures of tables, all of one width, take the place of the proportional ones. Switched on as a feature of the font
  they would do for the eye alone: a PDF knows no character for a glyph that a feature has put in, so that no dose could
  be copied out of it or found in it.
- The family has a name of its own. Were it called as its maker calls it, another version that some machine has
  installed could take its place, and lines would break elsewhere.

The format is OpenType (https://learn.microsoft.com/typography/opentype/spec/): a directory of tables, of which `cmap`
leads from characters to glyphs, `GSUB` from glyphs to others, and `name` holds the names.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator

FAMILY = "Materia Sans"
PACKAGE, FACES = "fontpkg_fira_sans", ("Regular", "Italic", "SemiBold", "SemiBoldItalic")
"""Where the faces come from, and those that are used: weights 400 and 600."""
_MAKERS_FAMILY = "Fira Sans"
_FAMILY_NAMES = frozenset({1, 3, 4, 6, 16})
"""Name ids that tell the family: family, unique name, full name, PostScript name, typographic family."""
_STANDS_FOR = {0x2009: 0xA0, 0x202F: 0xA0, 0x2010: 0x2D, 0x2011: 0x2D, 0x2060: 0x200B} | dict.fromkeys(
    range(0x2066, 0x206A), 0x200B
)
"""Characters that the face lacks and those as which they are shown: thin spaces, hyphens, a joiner, isolates. A glyph
of another font would make lines of another length."""
_CHECKSUM_OF_A_FONT = 0xB1B0AFBA


def face_file(face: str) -> str:
    """Name of the file of a face in the folder `files` of the package."""
    return f"{_MAKERS_FAMILY.replace(' ', '')}-{face}.ttf"


def remade(face: bytes) -> bytes:
    """A face under Materia's own family name and with figures all of one width. Raises ValueError where `face` is not
    TrueType as it is expected."""
    try:
        tables = _tables(face)
        characters = _characters(tables["cmap"])
        tabular = _substitutes(tables["GSUB"], b"tnum")
        tables["name"] = _named(tables["name"])
    except (struct.error, KeyError, IndexError) as error:
        raise ValueError("This is no face that Materia can use.") from error
    figures = {code: tabular.get(characters[code], characters[code]) for code in range(ord("0"), ord("9") + 1)}
    stand_ins = {
        code: characters[other] for code, other in _STANDS_FOR.items() if code not in characters and other in characters
    }
    tables["cmap"] = _cmap(characters | figures | stand_ins)
    tables.pop("DSIG", None)  # signs what has been changed
    return _font(face[:4], tables)


def _tables(face: bytes) -> dict[str, bytes]:
    (count,) = struct.unpack_from(">H", face, 4)
    found = {}
    for number in range(count):
        tag, _checksum, start, length = struct.unpack_from(">4sLLL", face, 12 + 16 * number)
        found[tag.decode("latin-1")] = face[start : start + length]
    return found


def _characters(cmap: bytes) -> dict[int, int]:
    """Glyph of each character of the Basic Multilingual Plane: the subtable of format 4, which every font has."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    for number in range(count):
        _platform, _encoding, start = struct.unpack_from(">HHL", cmap, 4 + 8 * number)
        if struct.unpack_from(">H", cmap, start) == (4,):
            return dict(_of_format_4(cmap[start:]))
    raise KeyError("format 4")


def _of_format_4(table: bytes) -> Iterator[tuple[int, int]]:
    segments = struct.unpack_from(">H", table, 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", table, 14)
    starts = struct.unpack_from(f">{segments}H", table, 16 + 2 * segments)
    deltas = struct.unpack_from(f">{segments}H", table, 16 + 4 * segments)
    offsets_at = 16 + 6 * segments
    offsets = struct.unpack_from(f">{segments}H", table, offsets_at)
    for number, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", table, offsets_at + 2 * number + offset + 2 * (code - first))
            glyph = (glyph + delta) & 0xFFFF if glyph or not offset else 0
            if glyph:
                yield code, glyph


def _substitutes(gsub: bytes, feature: bytes) -> dict[int, int]:
    """The glyphs that a feature puts in the place of others, one for one."""
    _version, _scripts, features_at, lookups_at = struct.unpack_from(">LHHH", gsub)
    lookups = set[int]()
    for number in range(struct.unpack_from(">H", gsub, features_at)[0]):
        tag, at = struct.unpack_from(">4sH", gsub, features_at + 2 + 6 * number)
        if tag == feature:
            (count,) = struct.unpack_from(">H", gsub, features_at + at + 2)
            lookups.update(struct.unpack_from(f">{count}H", gsub, features_at + at + 4))
    found: dict[int, int] = {}
    for number in sorted(lookups):
        at = lookups_at + struct.unpack_from(">H", gsub, lookups_at + 2 + 2 * number)[0]
        kind, _flags, count = struct.unpack_from(">HHH", gsub, at)
        for offset in struct.unpack_from(f">{count}H", gsub, at + 6):
            found |= _single(gsub, at + offset, kind)
    return found


def _single(gsub: bytes, at: int, kind: int) -> dict[int, int]:
    """A subtable of single substitution (lookup type 1, or that in an extension, type 7); of any other, nothing."""
    if kind == 7:
        _format, kind, further = struct.unpack_from(">HHL", gsub, at)
        at += further
    if kind != 1:
        return {}
    form, coverage_at, value = struct.unpack_from(">HHH", gsub, at)
    covered = list(_covered(gsub, at + coverage_at))
    if form == 1:
        return {glyph: (glyph + value) & 0xFFFF for glyph in covered}
    return dict(zip(covered, struct.unpack_from(f">{value}H", gsub, at + 6), strict=True))


def _covered(table: bytes, at: int) -> Iterator[int]:
    form, count = struct.unpack_from(">HH", table, at)
    if form == 1:
        yield from struct.unpack_from(f">{count}H", table, at + 4)
        return
    for number in range(count):
        first, last, _index = struct.unpack_from(">HHH", table, at + 4 + 6 * number)
        yield from range(first, last + 1)


def _named(table: bytes) -> bytes:
    """The names, with Materia's own family in place of the maker's; who made the face stays said."""
    _format, count, strings_at = struct.unpack_from(">HHH", table)
    records, strings = b"", b""
    for number in range(count):
        platform, encoding, language, name, length, offset = struct.unpack_from(">6H", table, 6 + 12 * number)
        value = table[strings_at + offset : strings_at + offset + length]
        if name in _FAMILY_NAMES:
            coding = "mac_roman" if platform == 1 else "utf-16-be"
            words = value.decode(coding).replace(_MAKERS_FAMILY, FAMILY)
            value = words.replace(_MAKERS_FAMILY.replace(" ", ""), FAMILY.replace(" ", "")).encode(coding)
        records += struct.pack(">6H", platform, encoding, language, name, len(value), len(strings))
        strings += value
    return struct.pack(">HHH", 0, count, 6 + len(records)) + records + strings


def _cmap(characters: dict[int, int]) -> bytes:
    """A table with one subtable of format 4, for Windows and Unicode alike."""
    segments: list[list[int]] = []
    for code, glyph in sorted(characters.items()):
        if segments and code == segments[-1][1] + 1 and (glyph - code) & 0xFFFF == segments[-1][2]:
            segments[-1][1] = code
        else:
            segments.append([code, code, (glyph - code) & 0xFFFF])
    segments.append([0xFFFF, 0xFFFF, 1])
    count = len(segments)
    power = 1 << (count.bit_length() - 1)
    starts, ends, deltas = zip(*segments, strict=True)
    body = struct.pack(f">{count}HH{count}H{count}H{count}H", *ends, 0, *starts, *deltas, *[0] * count)
    search = (2 * count, 2 * power, power.bit_length() - 1, 2 * (count - power))
    subtable = struct.pack(">HHHHHHH", 4, 14 + len(body), 0, *search) + body
    return struct.pack(">HHHHLHHL", 0, 2, 0, 3, 20, 3, 1, 20) + subtable


def _font(version: bytes, tables: dict[str, bytes]) -> bytes:
    """The file of some tables, with its checksums."""
    head = bytearray(tables["head"])
    head[8:12] = bytes(4)
    tables = tables | {"head": bytes(head)}
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    directory = version + struct.pack(">HHHH", count, 16 * power, power.bit_length() - 1, 16 * (count - power))
    start, head_at = 12 + 16 * count, 0
    pieces = []
    for tag, data in sorted(tables.items()):
        padded = data + bytes(-len(data) % 4)
        head_at = start if tag == "head" else head_at
        directory += struct.pack(">4sLLL", tag.encode("latin-1"), _checksum(padded), start, len(data))
        pieces.append(padded)
        start += len(padded)
    body = b"".join([directory, *pieces])
    adjustment = (_CHECKSUM_OF_A_FONT - _checksum(body)) & 0xFFFFFFFF
    return body[: head_at + 8] + struct.pack(">L", adjustment) + body[head_at + 12 :]


def _checksum(data: bytes) -> int:
    numbers = array("I", data)
    if sys.byteorder == "little":
        numbers.byteswap()
    return sum(numbers) & 0xFFFFFFFF
