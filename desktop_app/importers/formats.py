"""Tells what a file is by its content, never by its name, and hands it to the importer of that format."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from desktop_app.errors import NotFoundError, UnreadableInputError, UserError
from desktop_app.importers.context import ImportContext
from desktop_app.importers.decoding import decode, decoded, read_file, without_unprintable
from desktop_app.importers.final_check import checked
from desktop_app.importers.items import Imported, Item
from desktop_app.importers.openings import PROLOGUE, opening_text, without_prologue
from desktop_app.monograph.model import Dropped, Monograph

__all__ = ["ImportContext", "beside", "nature", "read_item", "read_monograph", "recognise", "refusal"]

LONGEST_TITLE = 200
ARTICLE_TEXT = "article-text"
AUTHORED = "authored"
_FRONT_MATTER = re.compile(r"---[ \t]*+\r?\n(?:[^\n]*+\n)*?[\w-]++:(?:\s|$)")
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"ZIM\x04", "a ZIM archive"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\xfd7zXZ", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"\x28\xb5\x2f\xfd", "a compressed file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\0", "a database"),
    (b"MZ\x90\0", "a program"),
    (b"\x7fELF", "a program"),
)
_OPENINGS = (
    (re.compile(PROLOGUE + r"(?:<!doctype svg|<svg\b)", re.I), "a picture"),
    (re.compile(PROLOGUE + r"(?:<!doctype html|<html\b)", re.I), "a web page (HTML)"),
    (re.compile(r"<\?xml\b|<[a-zA-Z_][\w:.-]*+(?:\s++[\w:.-]++=[\"']|\s*+/?>)|<!DOCTYPE\b|<!--"), "an XML file"),
    (re.compile(r'\{\s*+(?:"|\})|\[\s*+[\[{"\]]'), "a JSON file"),
    (re.compile(r"TY {1,2}- |PMID- |@\w++\s*+\{"), "a list of references without a text"),
)
_RIFF = re.compile(rb"RIFF....WEBP", re.S)


def recognise(opening: bytes) -> str | None:
    """The name of the format that a document begins as; None where it is none that Materia reads: see `refusal`.

    `opening` is its first bytes, `limits.opening_bytes` of them where there are so many.
    """
    if _signature(opening):
        return None
    text = opening_text(opening)
    for name, recognises in _recognisers():
        if recognises(opening):
            return name
    if any(pattern.match(text) for pattern, _ in _OPENINGS) or not _is_text(text):
        return None
    return AUTHORED if _FRONT_MATTER.match(text) else ARTICLE_TEXT


def nature(opening: bytes) -> str:
    """What a document is, in words with an article: `a picture`."""
    text = opening_text(opening)
    words = _signature(opening) or next((words for pattern, words in _OPENINGS if pattern.match(text)), None)
    if words is not None:
        return words
    return "a text that does not say what it is" if _is_text(text) else "a file of unknown kind" if text else "empty"


def refusal(name: str, opening: bytes) -> UnreadableInputError:
    """Why a document that `recognise` does not know is not read: what it is, where that can be told."""
    words = _signature(opening)
    text = opening_text(opening)
    if not opening.strip():
        return UnreadableInputError(f"{name} is empty. Choose a file with text in it.")
    words = words or next((words for pattern, words in _OPENINGS if pattern.match(text)), None)
    if words is None:
        return UnreadableInputError(
            f"{name} is not a text file. Save its content as plain text (UTF-8), or choose another file."
        )
    return _unsupported(name, words)


def read_item(item: Item, context: ImportContext) -> Imported:
    """The monograph in an item, with its pictures. Raises UserError."""
    title = _given(context.title)
    if title is not None:
        context = replace(context, title=title)
    if len(item.data) > context.limits.document_bytes:
        most = context.limits.document_bytes // 1024**2
        raise UnreadableInputError(f"{item.name} is larger than {most} MB, too large for one monograph.")
    read = _READERS.get(item.format)
    if read is None:
        raise refusal(item.name, item.data[: context.limits.opening_bytes])
    imported = _with_report(read(item, context), _decoding_report(item, context))
    if title is not None:
        imported = replace(imported, monograph=replace(imported.monograph, title=title))
    return _with_words_counted(checked(imported, item.name, context.limits), item, context)


def _with_words_counted(imported: Imported, item: Item, context: ImportContext) -> Imported:
    """With what share of the source's words the monograph shows. A file that another Materia wrote says that itself."""
    from desktop_app.importers.source_text import source_texts
    from desktop_app.importers.word_count import words_shown

    texts = source_texts(item, context.limits)
    if texts is None:
        return imported
    monograph = imported.monograph
    provenance = replace(monograph.provenance, words=words_shown(texts, monograph))
    return replace(imported, monograph=replace(monograph, provenance=provenance))


def _decoding_report(item: Item, context: ImportContext) -> tuple[Dropped, ...]:
    """What had to be supposed of the bytes of an item, or of a bibliography beside it, to read them as text.

    XML says its encoding itself, and a parser refuses what is not in it.
    """
    limits = context.limits
    if item.format == "encyclopedia":
        from desktop_app.importers.html_page import decoded_page

        return decoded_page(item.data, item.name, limits).report()
    if without_prologue(opening_text(item.data[: limits.opening_bytes])).startswith("<"):
        return ()
    found = list(decoded(item.data, item.name, limit=limits.document_bytes).report())
    for name, data in item.beside.items() if item.format == AUTHORED else ():
        report = decoded(data, name, limit=limits.document_bytes).report()
        found += [replace(one, what=f"{name}: {one.what}") for one in report]
    return tuple(found)


def _with_report(imported: Imported, more: tuple[Dropped, ...]) -> Imported:
    if not more:
        return imported
    provenance = imported.monograph.provenance
    provenance = replace(provenance, dropped=(*provenance.dropped, *more))
    return replace(imported, monograph=replace(imported.monograph, provenance=provenance))


def read_monograph(data: bytes, file_name: str, context: ImportContext, *, title: str | None = None) -> Monograph:
    """The monograph in a file. `file_name` is its bare name, kept in the provenance and said in errors.

    Raises UserError: UnreadableInputError, or TitleUnknownError where a text does not say which drug it is about.
    """
    opening = data[: context.limits.opening_bytes]
    found = recognise(opening)
    if found is None:
        raise refusal(file_name, opening)
    if title is not None:
        context = replace(context, title=title)
    return read_item(Item(file_name, data, found), context).monograph


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


def _recognisers() -> tuple[tuple[str, Callable[[bytes], bool]], ...]:
    from desktop_app.importers import exported
    from desktop_app.importers.encyclopedia import article as encyclopedia
    from desktop_app.importers.epi import bundle as epi
    from desktop_app.importers.openfda import label as openfda
    from desktop_app.importers.spl import label as spl

    return (
        ("exported", exported.recognises),
        ("spl", spl.recognises),
        ("openfda", openfda.recognises),
        ("epi", epi.recognises),
        ("encyclopedia", encyclopedia.recognises),
    )


def _encyclopedia(item: Item, context: ImportContext) -> Imported:
    from desktop_app.importers.encyclopedia.article import read_encyclopedia

    return read_encyclopedia(item, context)


def _epi(item: Item, context: ImportContext) -> Imported:
    from desktop_app.importers.epi.bundle import read_epi

    return read_epi(item, context)


def _openfda(item: Item, context: ImportContext) -> Imported:
    from desktop_app.importers.openfda.label import read_openfda

    return read_openfda(item, context)


def _spl(item: Item, context: ImportContext) -> Imported:
    from desktop_app.importers.spl.label import read_spl

    return read_spl(item, context)


def _exported(item: Item, context: ImportContext) -> Imported:
    from desktop_app.importers.exported import read_exported

    return read_exported(item, context)


def _text(item: Item, context: ImportContext) -> Imported:
    """A monograph in the authoring format, or an article: a text without marks of any other format."""
    text = decode(item.data, item.name, limit=context.limits.document_bytes)
    sha256 = hashlib.sha256(item.data).hexdigest()
    from desktop_app.importers.authored.front_matter import is_authored

    if is_authored(text, item.name):
        from desktop_app.importers.authored.monograph import read_authored

        monograph = read_authored(
            text,
            item.name,
            sha256,
            kinds=context.kinds,
            neighbour=_neighbour(item, context),
            title=context.title,
        )
    else:
        from desktop_app.importers.article.text import read_article

        monograph = read_article(text, item.name, sha256, drugs=context.drugs, kinds=context.kinds, title=context.title)
    return Imported(replace(monograph, provenance=replace(monograph.provenance, container=item.container)))


def _neighbour(item: Item, context: ImportContext) -> Callable[[str], bytes] | None:
    """What came with the item, then what lies in its folder."""
    if not item.beside and context.neighbour is not None:
        return context.neighbour

    def read(name: str) -> bytes:
        if name in item.beside:
            return item.beside[name]
        raise NotFoundError(f"{name} is not there (any more). Put it beside {item.name}.")

    return read


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


def _signature(opening: bytes) -> str | None:
    if _RIFF.match(opening):
        return "a picture"
    return next((words for signature, words in _SIGNATURES if opening.startswith(signature)), None)


def _is_text(text: str) -> bool:
    """Not what has a NUL in its opening. What else is no text is told from the whole: `decoding.decode`."""
    return bool(text.strip()) and "\0" not in text


def _unsupported(file_name: str, words: str) -> UnreadableInputError:
    return UnreadableInputError(
        f"{file_name} is {words}, which Materia does not read. It reads drug labels (SPL, openFDA), electronic product "
        "information (FHIR), encyclopedia pages, zip archives of these, and articles or monographs as plain text."
    )


_READERS: Mapping[str, Callable[[Item, ImportContext], Imported]] = {
    ARTICLE_TEXT: _text,
    AUTHORED: _text,
    "encyclopedia": _encyclopedia,
    "epi": _epi,
    "openfda": _openfda,
    "exported": _exported,
    "spl": _spl,
}
"""Each loads its importer with the first item of its format."""
