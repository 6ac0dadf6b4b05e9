"""The first bytes of a file as text: what formats are told from."""

from __future__ import annotations

import codecs

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)
_UNMARKED = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"), (b"{\0", "utf-16-le"), (b"\0{", "utf-16-be"))
"""UTF-16 without its mark: an XML or JSON document must begin with one of these."""


_BEFORE = " \t\r\n\f\v\xa0\ufeff\u200b"
"""What may stand before the first sign: white space, and marks of byte order that programs repeat."""


def opening_text(opening: bytes) -> str:
    """Text without the byte order mark and white space before it. Never raises: a character cut in half is U+FFFD."""
    for mark, encoding in _BOMS:
        if opening.startswith(mark):
            return opening[len(mark) :].decode(encoding, "replace").lstrip(_BEFORE)
    for start, encoding in _UNMARKED:
        if opening.startswith(start):
            return opening.decode(encoding, "replace").lstrip(_BEFORE)
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(opening).lstrip(_BEFORE)
    except UnicodeDecodeError:
        return opening.decode("cp1252", "replace").lstrip(_BEFORE)
