"""XML from anywhere to a tree: no DTD, no entity of its own, no network, no include, and not too deep.

SPL labels and ePI need none of what makes XML dangerous, so a file that has it is refused rather than half read.
"""

from __future__ import annotations

import codecs
import re

from lxml import etree

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.limits import Limits
from desktop_app.importers.openings import PROLOGUE

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WITHOUT_BOM = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"))
_DECLARED = re.compile(rb"""<\?xml\s[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_ONE_BYTE = re.compile(r"(?:us-)?ascii|(?:iso-?8859-?|latin-?)\d{1,2}|(?:windows-?|cp)125\d", re.IGNORECASE)
"""Encodings in which markup is ASCII: what is looked for in the bytes is what the parser will see."""
_UTF8 = re.compile(r"utf-?8", re.IGNORECASE)
_PROLOGUE = re.compile(PROLOGUE.encode("ascii"))
_DTD = b"<!DOCTYPE"
_NOT_WELL_FORMED = (etree.XMLSyntaxError, LookupError)


def parse_xml(data: bytes, name: str, limits: Limits) -> etree._Element:
    """The root element, without comments and processing instructions.

    A file whose declaration names another encoding than it is in is read as what it is, where that is UTF-8.
    Raises UnreadableInputError, which names the file as `name` and, where it can, the line.
    """
    if len(data) > limits.document_bytes:
        raise UnreadableInputError(
            f"{name} is larger than {limits.document_bytes // (1024 * 1024)} MB, too large for one monograph. "
            "Fetch it again from its publisher, or split it."
        )
    content, encoding = _content(data, name)
    prologue = _PROLOGUE.match(content)
    start = prologue.end() if prologue else 0
    if content[start : start + len(_DTD)].upper() == _DTD:
        raise _has_dtd(name)
    if start == len(content):
        raise UnreadableInputError(f"{name} is empty. Fetch it again from its publisher.")
    try:
        root = etree.fromstring(content, _parser(encoding))
    except _NOT_WELL_FORMED as error:
        raise _damaged(name, error) from error
    if root.xpath(f"boolean({'/*' * (limits.xml_depth + 1)})"):
        raise _too_deep(name)
    return root


def _content(data: bytes, name: str) -> tuple[bytes, str]:
    """Bytes in which markup is ASCII, and their encoding."""
    for mark, encoding in (*_BOMS, *_WITHOUT_BOM):
        if data.startswith(mark):
            try:
                return data.decode(encoding).encode(), "utf-8"
            except UnicodeDecodeError as error:
                raise UnreadableInputError(
                    f"{name} begins as {encoding[:6].upper()} text but is damaged further on. "
                    "Fetch it again from its publisher."
                ) from error
    data = data.removeprefix(codecs.BOM_UTF8)
    found = _DECLARED.match(data)
    declared = found[1].decode("ascii") if found else "utf-8"
    if _ONE_BYTE.fullmatch(declared) and _known(declared):
        return data, declared
    if _is_utf8(data):
        return data, "utf-8"
    if _UTF8.fullmatch(declared) or _ONE_BYTE.fullmatch(declared):
        return data, "windows-1252"
    raise UnreadableInputError(
        f"{name} says that its text is encoded as {declared}, which Materia does not read. Save it as UTF-8."
    )


def _known(encoding: str) -> bool:
    try:
        _parser(encoding)
    except LookupError:
        return False
    return True


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _parser(encoding: str) -> etree.XMLParser:
    return etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _has_dtd(name: str) -> UnreadableInputError:
    return UnreadableInputError(
        f"{name} contains a document type definition (DTD), which can be used to attack whoever reads it. "
        "Labels and ePI never need one: fetch the file from its publisher."
    )


def _too_deep(name: str) -> UnreadableInputError:
    return UnreadableInputError(
        f"{name} nests its elements deeper than any real document does. Fetch it again from its publisher."
    )


def _damaged(name: str, error: Exception) -> UnreadableInputError:
    if "depth" in str(error):
        return _too_deep(name)
    line = getattr(error, "lineno", None)
    where = f" (line {line})" if line else ""
    return UnreadableInputError(f"{name} is damaged or cut off{where}. Fetch it again from its publisher.")
