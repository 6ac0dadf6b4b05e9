"""The first bytes of a file as text: what formats are told from.

Whoever made the file chose them, and they are looked at outside the limits of time that imports have: every pattern
here, and in the recognisers that use this, takes a time in proportion to the text.
"""

from __future__ import annotations

import codecs
import re

PROLOGUE = r"(?>(?:\s++|<\?(?>(?:[^?]++|\?(?!>))*)\?>|<!--(?>(?:[^-]++|-(?!->))*)-->)*)"
"""White space, processing instructions and comments: what the grammar of XML lets stand before a document type
definition or the root element (https://www.w3.org/TR/xml/#sec-prolog-dtd). Matches also where there is nothing."""
_PROLOGUE = re.compile(PROLOGUE)

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


def without_prologue(text: str) -> str:
    """The text from its document type definition or root element on."""
    before = _PROLOGUE.match(text)
    return text[before.end() :] if before else text
