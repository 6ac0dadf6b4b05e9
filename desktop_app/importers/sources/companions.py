"""What belongs to a document but lies beside it: a label's pictures, a page's pictures, a monograph's bibliography."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from urllib.parse import unquote

from desktop_app.errors import UserError
from desktop_app.importers.decoding import decode
from desktop_app.importers.exported import picture_names
from desktop_app.importers.limits import Limits
from desktop_app.importers.pictures import is_picture

Lookup = Callable[[str], bytes | None]
"""Gives a file by its path from the document's folder; None where there is none. Raises UserError for one that may not
be read."""

_QUOTED_PICTURE = re.compile(rb"""=\s*(?:"([^"<>]{1,1000})"|'([^'<>]{1,1000})')""")
_PICTURE_NAME = re.compile(rb"\.(?:jpe?g|png|gif|webp)(?:\?[^\"']*)?$", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def companions(data: bytes, format_name: str, file_name: str, lookup: Lookup, limits: Limits) -> dict[str, bytes]:
    """What `data` names and `lookup` has, by the name that stands in `data`.

    Raises UserError only for a bibliography that may not be read: a monograph without it would be another one.
    """
    if format_name == "authored":
        return _bibliography(data, file_name, lookup)
    if format_name in {"spl", "encyclopedia"}:
        return _pictures(_picture_names(data), lookup, limits)
    if format_name == "exported":
        return _pictures(picture_names(data), lookup, limits)
    return {}


def _bibliography(data: bytes, file_name: str, lookup: Lookup) -> dict[str, bytes]:
    from desktop_app.importers.authored.front_matter import read_front_matter, split

    try:
        lines, _ = split(decode(data, file_name))
        name = read_front_matter(lines, file_name).bibliography if lines else ""
    except UserError:
        return {}  # what is wrong is said when the monograph itself is read
    found = lookup(name) if name else None
    return {} if found is None else {name: found}


def _pictures(names: Iterable[str], lookup: Lookup, limits: Limits) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    size = 0
    for name in dict.fromkeys(names):
        try:
            picture = lookup(unquote(name.partition("?")[0]))
        except UserError:
            continue  # it stays a picture that is not there, which the report says
        if picture is None or not is_picture(picture[:16]):
            continue
        size += len(picture)
        if len(found) >= limits.pictures or size > limits.pictures_bytes:
            break
        found[name] = picture
    return found


def _picture_names(data: bytes) -> Iterator[str]:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        data = data.replace(b"\0", b"")  # UTF-16: enough for the names of files
    for quoted in _QUOTED_PICTURE.finditer(data):
        raw = quoted[1] or quoted[2]
        if _PICTURE_NAME.search(raw):
            name = unescape(raw.decode("utf-8", "replace"))
            if not _ELSEWHERE.match(name):
                yield name
