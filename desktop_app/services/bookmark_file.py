"""Bookmarks as a file: how one user's bookmarks reach another machine. Described in docs/bookmark-file.md."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from desktop_app.errors import UnreadableInputError
from desktop_app.monograph.anchors import Anchor
from desktop_app.store.user.rows import Bookmark, Folder

FORMAT = "materia-bookmarks"
VERSION = 1
_NOT_ONE = "{file} is not a file of Materia bookmarks: {why}. Choose a file that `materia bookmark export` wrote."


@dataclass(frozen=True, slots=True)
class BookmarkFile:
    """What a file of bookmarks holds: folder names in order, and bookmarks, each with the name of its folder."""

    folders: tuple[str, ...]
    bookmarks: tuple[tuple[str | None, Bookmark], ...]


def written(folders: Iterable[Folder], bookmarks: Iterable[Bookmark], exported_at: str) -> bytes:
    """The file's bytes."""
    names = {folder.id: folder.name for folder in folders}
    content = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": exported_at,
        "folders": list(names.values()),
        "bookmarks": [
            {
                "uid": bookmark.uid,
                "monograph": bookmark.monograph_title,
                "section": bookmark.section_key,
                "section_title": bookmark.section_title,
                "quote": bookmark.quote,
                "anchor": None if bookmark.anchor is None else bookmark.anchor.to_json(),
                "note": bookmark.note,
                "folder": None if bookmark.folder_id is None else names[bookmark.folder_id],
                "created": bookmark.created,
                "source": bookmark.source,
                "effective_date": bookmark.effective_date,
            }
            for bookmark in bookmarks
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def read(data: bytes, file_name: str) -> BookmarkFile:
    """The content of a file; raises UnreadableInputError for anything that is not one, whatever it holds."""
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, or nested to exhaust the stack
        raise UnreadableInputError(_NOT_ONE.format(file=file_name, why="it is not JSON")) from error
    try:
        content = _object(content, "it")
        if content.get("format") == FORMAT and type(content.get("version")) is int and content["version"] > VERSION:
            raise UnreadableInputError(f"{file_name} was written by a newer Materia. Update this Materia to read it.")
        _expect_format(content)
        folders = [_folder(name) for name in _list(content, "folders")]
        bookmarks = [_bookmark(entry, number) for number, entry in enumerate(_list(content, "bookmarks"), 1)]
    except ValueError as error:
        raise UnreadableInputError(_NOT_ONE.format(file=file_name, why=error)) from error
    named = [folder for folder, _ in bookmarks if folder is not None]
    return BookmarkFile(tuple(dict.fromkeys(folders + named)), tuple(bookmarks))


def _expect_format(content: Mapping[str, Any]) -> None:
    if content.get("format") != FORMAT or type(content.get("version")) is not int:
        raise ValueError("it does not say that it is one")


def _bookmark(value: object, number: int) -> tuple[str | None, Bookmark]:
    try:
        entry = _object(value, "it")
        anchor, folder = entry.get("anchor"), entry.get("folder")
        bookmark = Bookmark(
            id=0,
            uid=_text(entry, "uid"),
            section_key=_text(entry, "section"),
            section_title=_text(entry, "section_title"),
            monograph_title=_text(entry, "monograph"),
            quote=_text(entry, "quote"),
            anchor=None if anchor is None else _anchor(_object(anchor, "anchor")),
            note=_text(entry, "note"),
            folder_id=None,
            position=0,
            created=_text(entry, "created"),
            source=_text(entry, "source"),
            effective_date=_text(entry, "effective_date"),
        )
        return (None if folder is None else _folder(folder)), bookmark
    except ValueError as error:
        raise ValueError(f"bookmark {number}: {error}") from error


def _folder(value: object) -> str:
    name = " ".join(_text({"folder": value}, "folder").split())
    if not name:
        raise ValueError("a folder has no name")
    return name


def _object(value: object, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{what} is not an object")  # noqa: TRY004  # one kind of error for all that a file can hold
    return value


def _anchor(value: Mapping[str, Any]) -> Anchor:
    for name in ("section_key", "quote", "prefix", "suffix"):
        _text(value, name)
    anchor = Anchor.from_json(value)
    if anchor.start >= 2**62:  # more than SQLite, and any text, can hold
        raise ValueError("not an anchor")
    return anchor


def _list(content: Mapping[str, Any], key: str) -> list[object]:
    value = content.get(key)
    if not isinstance(value, list):
        raise ValueError(f"{key} is not a list")  # noqa: TRY004  # as above
    return value


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str):
        raise ValueError(f"{key} is not text")  # noqa: TRY004  # as above
    try:
        value.encode()
    except UnicodeEncodeError as error:  # a lone surrogate, which JSON can spell and nothing can store
        raise ValueError(f"{key} is not text") from error
    return value
