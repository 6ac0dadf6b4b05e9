"""Tells what a file is by its content, never by its name, and hands it to the importer of that format."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop_app.errors import UnreadableInputError, UserError
from desktop_app.importers.decoding import decode, read_file, without_unprintable
from desktop_app.importers.drug_names import DrugNames
from desktop_app.importers.kind_map import KindMap
from desktop_app.monograph.model import Monograph

LONGEST_TITLE = 200
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"ZIM\x04", "a ZIM archive"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\xfd7zXZ", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3\0", "a database"),
)
_OPENINGS = (
    (re.compile(r"<\?xml\b[^>]*>.{0,2000}?<document\b[^>]*urn:hl7-org:v3", re.S), "a drug label in XML (SPL)"),
    (re.compile(r"<document\b[^>]*urn:hl7-org:v3", re.S), "a drug label in XML (SPL)"),
    (re.compile(r"<!doctype html|<html\b|<\?xml[^>]*>\s*(?:<!doctype html|<html\b)", re.I), "a web page (HTML)"),
    (re.compile(r"<\?xml\b|<[a-zA-Z_][\w:.-]*(?:\s+[\w:.-]+=[\"']|\s*/?>)"), "an XML file"),
    (re.compile(r'\{\s*(?:"|\})|\[\s*[\[{"]'), "a JSON file"),
    (re.compile(r"TY {1,2}- |PMID- |@\w+\s*\{"), "a list of references without a text"),
)


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What importers know besides the file."""

    drugs: DrugNames
    kinds: KindMap
    today: str
    """ISO date of the import."""
    title: str | None = None
    """The title the user gives, over whatever the file says."""
    neighbour: Callable[[str], bytes] | None = None
    """Gives another file of the same folder by its bare name (see `beside`): an authored monograph's bibliography."""


def read_monograph(data: bytes, file_name: str, context: ImportContext, *, title: str | None = None) -> Monograph:
    """The monograph in a file. `file_name` is its bare name, kept in the provenance and said in errors.

    Raises UserError: UnreadableInputError, or TitleUnknownError where a text does not say which drug it is about.
    """
    for signature, words in _SIGNATURES:
        if data.startswith(signature):
            raise _unsupported(file_name, words)
    text = decode(data, file_name)
    opening = text.lstrip()[:4000]
    for pattern, words in _OPENINGS:
        if pattern.match(opening):
            raise _unsupported(file_name, words)
    sha256 = hashlib.sha256(data).hexdigest()
    title = _given(title if title is not None else context.title)
    # The importers' own parsers load only with the first file of their kind.
    from desktop_app.importers.authored_front_matter import is_authored

    if is_authored(text, file_name):
        from desktop_app.importers.authored import read_authored

        return read_authored(text, file_name, sha256, kinds=context.kinds, neighbour=context.neighbour, title=title)
    from desktop_app.importers.article_text import read_article

    return read_article(text, file_name, sha256, drugs=context.drugs, kinds=context.kinds, title=title)


def _given(title: str | None) -> str | None:
    if title is None:
        return None
    title = " ".join(without_unprintable(title).split())
    if not title:
        raise UserError("The title that was given is empty. Give the drug's name, or leave the title out.")
    if len(title) > LONGEST_TITLE:
        raise UserError(
            f"The title that was given is longer than {LONGEST_TITLE} characters. Give the drug's name alone."
        )
    return title


def beside(path: Path) -> Callable[[str], bytes]:
    """Reads files of the folder that `path` lies in, and of no other."""

    def read(name: str) -> bytes:
        target = path.parent / name
        if name in {"", ".", ".."} or any(mark in name for mark in "/\\:\0"):
            raise UnreadableInputError(f"{name!r} must be the name of a file in the same folder, without a path.")
        if target.resolve().parent != path.parent.resolve():
            raise UnreadableInputError(f"{name} leads out of its folder. Put the file itself there.")
        return read_file(target)

    return read


def _unsupported(file_name: str, words: str) -> UnreadableInputError:
    return UnreadableInputError(
        f"{file_name} is {words}, which this version of Materia does not read. "
        "It reads plain text of an article, and monographs in Materia's authoring format (Markdown)."
    )
