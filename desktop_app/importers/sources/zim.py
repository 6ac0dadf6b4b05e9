"""Pages of an offline encyclopedia (ZIM, https://wiki.openzim.org/wiki/ZIM_file_format), one at a time.

libzim reads what it is asked for and keeps a bounded cache: an archive of many gigabytes is never loaded.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.items import Item, Refused
from desktop_app.importers.limits import Limits
from desktop_app.importers.sources.choice import Choice

_FACTS = {"Creator": "creator", "Publisher": "publisher", "Language": "language", "Date": "date", "License": "licence"}
_FACTS |= {"Source": "source", "Name": "name"}
_IMAGE = re.compile(rb"""<img\b[^>]{0,2000}?\bsrc\s*=\s*["']([^"']{1,1000})["']""", re.IGNORECASE)
_INFOBOX = re.compile(rb"""<table\b[^>]{0,500}?\bclass\s*=\s*["'][^"']*\binfobox\b""", re.IGNORECASE)
_DRUG_ROWS = re.compile(
    rb"ATC code|Trade names|Routes of(?:\s|<[^>]*>)+administration|Pregnancy(?:\s|<[^>]*>)+category|Drug class"
    rb"|Elimination half-life",
    re.IGNORECASE,
)
_DAMAGE = (RuntimeError, KeyError, IndexError, UnicodeDecodeError, OverflowError, MemoryError)
"""What libzim raises, and what it lets pass, of archives that are damaged."""
_MOST_REFUSALS = 100
"""Of entries of one archive by themselves; the rest are counted."""
_MOST_NAMES = 200
"""Redirects of one page that are kept as names."""
_ARTICLES = "A/"
"""Where pages lie in archives of before 2021; newer ones have no such folders."""


def pages_in(
    path: Path, shown: str, choose: Choice, limits: Limits, *, moved: Callable[[float], None] = lambda _: None
) -> Iterator[Item | Refused]:
    """The pages of an archive that are wanted, with the pictures they show. `moved` is told the share gone through."""
    from libzim.reader import Archive

    try:
        archive = Archive(str(path))
        count = archive.entry_count
        facts = _facts(archive)
        redirects = _redirects(archive, count)
    except _DAMAGE:
        words = f"{shown} is not an archive that can be read, or it is damaged. Fetch it again from its publisher."
        yield Refused(shown, UnreadableInputError(words))
        return
    damaged = 0
    for number in range(count):
        moved(number / count)
        page: Item | Refused | None = None
        try:
            entry = archive._get_entry_by_id(number)
            page = None if entry.is_redirect else _page(archive, entry, shown, facts, redirects, choose, limits)
        except _DAMAGE:
            damaged += 1
            if damaged <= _MOST_REFUSALS:
                words = f"An entry of {shown} is damaged. Fetch the archive again from its publisher."
                page = Refused(f"{shown} › entry {number + 1}", UnreadableInputError(words))
        if page is not None:
            yield page
    if damaged > _MOST_REFUSALS:
        words = f"{damaged - _MOST_REFUSALS:,} more entries of {shown} are damaged. Fetch it again from its publisher."
        yield Refused(shown, UnreadableInputError(words))
    moved(1.0)


def _facts(archive: Any) -> dict[str, str]:
    known = set(archive.metadata_keys)
    return {
        ours: archive.get_metadata(theirs).decode("utf-8", "replace").strip()
        for theirs, ours in _FACTS.items()
        if theirs in known
    }


def _redirects(archive: Any, count: int) -> dict[str, list[str]]:
    """Titles of the redirects to each page, by its path."""
    found: dict[str, list[str]] = {}
    for number in range(count):
        with suppress(*_DAMAGE):  # a name more or less; that a page is damaged is said with the page
            entry = archive._get_entry_by_id(number)
            if entry.is_redirect:
                title = entry.title
                titles = found.setdefault(entry.get_redirect_entry().path, [])
                if len(titles) < _MOST_NAMES:
                    titles.append(title)
    return found


def _page(
    archive: Any,
    entry: Any,
    shown: str,
    facts: dict[str, str],
    redirects: dict[str, list[str]],
    choose: Choice,
    limits: Limits,
) -> Item | Refused | None:
    """The page; None for what is none, or is not wanted."""
    path, title = str(entry.path), str(entry.title)
    if not archive.has_new_namespace_scheme and not path.startswith(_ARTICLES):
        return None
    content = entry.get_item()
    names = redirects.get(path, [])
    if not str(content.mimetype).startswith("text/html") or not _is_wanted(choose, [title, *names]):
        return None
    name = path.removeprefix(_ARTICLES) if not archive.has_new_namespace_scheme else path
    if content.size > limits.document_bytes:
        words = f"The page {title[:100]} is larger than {limits.document_bytes // (1024 * 1024)} MB."
        return Refused(f"{shown} › {name}", UnreadableInputError(words))
    data = bytes(content.content)
    if choose.drugs_only and not has_drug_infobox(data):
        return None
    return Item(
        name=name,
        data=data,
        format="encyclopedia",
        container=shown,
        beside=_pictures(archive, path, data, limits),
        facts=facts | {"title": title, "page": name, "redirects": "\n".join(names)},
    )


def has_drug_infobox(page: bytes) -> bool:
    """Whether a page of an encyclopedia has the table of facts that articles on drugs have."""
    return _INFOBOX.search(page) is not None and _DRUG_ROWS.search(page) is not None


def _is_wanted(choose: Choice, titles: list[str]) -> bool:
    folded = [title.casefold() for title in titles]
    wanted = {title.casefold() for title in choose.titles}
    if wanted and wanted.isdisjoint(folded):
        return False
    return folded[0].startswith(choose.prefix.casefold())


def _pictures(archive: Any, path: str, page: bytes, limits: Limits) -> dict[str, bytes]:
    """What the page shows, by the address it is called by in the page."""
    found: dict[str, bytes] = {}
    size = 0
    for source in dict.fromkeys(_IMAGE.findall(page)):
        address = unescape(source.decode("utf-8", "replace"))
        place = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(address)))
        try:
            content = archive.get_entry_by_path(place).get_item()
            if content.size > limits.picture_bytes or size + content.size > limits.pictures_bytes:
                continue
            found[address] = bytes(content.content)
        except _DAMAGE:  # it is not in the archive: the page says so in its place
            continue
        size += len(found[address])
        if len(found) >= limits.pictures:
            break
    return found
