"""Monographs as Materia hands them to another Materia: one JSON file each, the pictures beside them in `media/`.

Data, never a database or an index: what comes in is read like any other file, through the sanitiser, with limits, and
nothing that it says of itself is believed but what a source may say.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.context import ImportContext
from desktop_app.importers.decoding import decode, without_unprintable
from desktop_app.importers.items import Imported, Item
from desktop_app.importers.json_source import parse_json
from desktop_app.importers.openings import opening_text
from desktop_app.importers.pictures import picture_of
from desktop_app.importers.word_count import MOST_PASSAGES
from desktop_app.monograph.html import sanitise
from desktop_app.monograph.ingredients import substances_listed
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import (
    Dropped,
    Media,
    Monograph,
    Name,
    NameKind,
    Provenance,
    Reference,
    ReferenceStatus,
    Section,
)
from desktop_app.monograph.words_shown import MissingPassage, WordsShown

MARK = "materia-monograph"
FORMAT = 1
"""Grows when an older Materia could no longer read what this one writes."""

_WHOLE = "content-sha256"
_CHANGED = "The file was changed or damaged after a Materia had exported it."
_RESERVED = re.compile(r"\W*(?:bundled|materia)", re.IGNORECASE)
"""Kinds of source that no file may name: what comes with Materia comes in no file."""
_OPENING = re.compile(r'\{\s*"materia-monograph"\s*:')
_PICTURE = re.compile(rb'"media/([0-9a-f]{64}\.(?:png|jpg|gif|webp))"')
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
_UID = re.compile(r"[a-z][a-z0-9-]*:\S[^\x00-\x1f]*")


def recognises(opening: bytes) -> bool:
    """Whether a file is a monograph that Materia exported."""
    return _OPENING.match(opening_text(opening)) is not None


def picture_names(data: bytes) -> Iterable[str]:
    """The files beside it that hold its pictures."""
    return (f"media/{name.decode()}" for name in dict.fromkeys(_PICTURE.findall(data)))


def picture_name(picture: Media) -> str:
    """What the file of a picture is called."""
    return f"media/{picture.sha256}.{_ENDINGS[picture.media_type]}"


def exported(monograph: Monograph, media: Iterable[Media]) -> bytes:
    """The file of a monograph. Its pictures are not in it, only their names."""
    content = asdict(monograph)
    content["references"] = [
        {field.name: getattr(reference, field.name) for field in fields(reference)}
        | {"csl": None if reference.csl is None else dict(reference.csl)}
        for reference in monograph.references
    ]
    del content["provenance"]["relayed"]  # whoever reads it says so
    whole = {MARK: FORMAT} | content | {"pictures": [picture_name(picture) for picture in media]}
    whole[_WHOLE] = _fingerprint(whole)
    return json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def read_exported(item: Item, context: ImportContext) -> Imported:
    """The monograph in a file that Materia exported. Raises UnreadableInputError."""
    try:
        whole = parse_json(decode(item.data, item.name, limit=context.limits.document_bytes), context.limits)
        if not isinstance(whole, dict) or type(whole.get(MARK)) is not int:
            raise _damaged(item)
        if whole[MARK] > FORMAT:
            raise UnreadableInputError(f"{item.name} was exported by a newer Materia. Update this one.")
        monograph = _monograph(whole, item)
        if whole.get(_WHOLE, "") not in {"", _fingerprint(whole)}:  # an older Materia wrote none
            said = f"{monograph.provenance.notice} {_CHANGED}".strip()
            monograph = replace(monograph, provenance=replace(monograph.provenance, notice=said))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise _damaged(item) from error
    pictures = (picture_of(data, context.limits) for data in item.beside.values())
    return Imported(monograph, tuple(picture for picture in pictures if picture is not None))


def _monograph(whole: Mapping[str, Any], item: Item) -> Monograph:
    dropped: dict[str, int] = {}
    sections = []
    for each in whole["sections"]:
        clean = sanitise(_text(each["html"]))
        for more in clean.dropped:
            dropped[more.what] = dropped.get(more.what, 0) + more.count
        sections.append(
            Section(
                key=_text(each["key"]),
                kind=Kind(each["kind"]),
                title=_text(each["title"]),
                html=clean.html,
                order=int(each["order"]),
                parent=_maybe(each["parent"]),
                code=_maybe(each["code"]),
            )
        )
    uid = _text(whole["uid"])
    if not _UID.fullmatch(uid):
        raise ValueError(uid)
    substances, moieties = _substances(whole, sections)
    return Monograph(
        uid=uid,
        title=_text(whole["title"]),
        language=_text(whole["language"]),
        names=tuple(Name(_text(each["text"]), NameKind(each["kind"])) for each in whole["names"]),
        sections=tuple(sections),
        references=tuple(_reference(each) for each in whole["references"]),
        provenance=_provenance(whole["provenance"], item, dropped),
        substances=substances,
        moieties=moieties,
    )


def _substances(whole: Mapping[str, Any], sections: Iterable[Section]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ingredients and moieties. An older Materia wrote the moieties of a label (SPL) as its ingredients."""
    given = tuple(_text(each) for each in whole["substances"])
    if "moieties" in whole:
        return given, tuple(_text(each) for each in whole["moieties"])
    if whole["provenance"]["source_kind"] != "spl":
        return given, ()
    listed = [substances_listed(section.html) for section in sections if section.key == "product-data"]
    return listed[0] if listed and listed[0][0] else (given, given)


def _reference(each: Mapping[str, Any]) -> Reference:
    csl = each["csl"]
    if csl is not None and not isinstance(csl, dict):
        raise TypeError("csl")
    probability = each["probability"]
    return Reference(
        id=_text(each["id"]),
        label=_text(each["label"]),
        status=ReferenceStatus(each["status"]),
        raw=_text(each["raw"]),
        csl=None if csl is None else _csl(csl),
        doi=_maybe(each["doi"]),
        pmid=_maybe(each["pmid"]),
        reason=_text(each["reason"]),
        probability=None if probability is None else min(1.0, max(0.0, float(probability))),
        candidates=tuple(_text(candidate) for candidate in each["candidates"]),
    )


def _provenance(each: Mapping[str, Any], item: Item, dropped: Mapping[str, int]) -> Provenance:
    """As the first Materia had it; only where it says nothing of a file is this one the source."""
    texts = {
        field.name: _text(each[field.name])
        for field in fields(Provenance)
        if field.name not in {"dropped", "unmapped", "unresolved", "words", "relayed"}
    }
    if _RESERVED.match(texts["source_kind"]) or (texts["source_kind"], texts["publisher"].strip()[:7].casefold()) == (
        "authored",
        "materia",
    ):
        raise UnreadableInputError(
            f"{item.name} says that it comes with Materia itself, as no file from elsewhere does. It was not taken in."
        )
    if not texts["sha256"]:
        texts |= {"file_name": item.name, "sha256": hashlib.sha256(item.data).hexdigest(), "container": item.container}
    before = [Dropped(_text(one["what"]), max(0, int(one["count"]))) for one in each["dropped"]]
    return Provenance(
        **texts,
        dropped=(*before, *(Dropped(what, count) for what, count in dropped.items())),
        unmapped=tuple(_text(one) for one in each["unmapped"]),
        unresolved=tuple(_text(one) for one in each["unresolved"]),
        words=_words(each.get("words")),
        relayed=True,
    )


def _words(each: Mapping[str, Any] | None) -> WordsShown | None:
    """How many words were shown where it was imported; an older Materia did not count."""
    if each is None:
        return None
    given, shown = max(0, int(each["given"])), max(0, int(each["shown"]))
    missing = [
        MissingPassage(_text(one["heading"]), _text(one["words"]), max(0, int(one["count"]))) for one in each["missing"]
    ]
    return WordsShown(given, min(given, shown), tuple(missing[:MOST_PASSAGES]))


def _fingerprint(whole: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of all that the file says besides: tells what was damaged on its way, and no more than that."""
    content = {key: value for key, value in whole.items() if key != _WHOLE}
    text = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _csl(value: Any) -> Any:
    """Data of a reference with every text in it fit to be shown."""
    if isinstance(value, dict):
        return {_text(key): _csl(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_csl(inner) for inner in value]
    return without_unprintable(value) if isinstance(value, str) else value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return without_unprintable(value)


def _maybe(value: object) -> str | None:
    return None if value is None else _text(value)


def _damaged(item: Item) -> UnreadableInputError:
    return UnreadableInputError(f"{item.name} is not a monograph as Materia exports it. Export it again.")
