"""Whether what an importer made can be stored, read again and shown: numbers that are none, texts without end.

A value that the database cannot take would end the import of everything else with it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.decoding import without_unprintable
from desktop_app.importers.limits import Limits
from desktop_app.monograph.model import Monograph

_LARGEST = 2**53
"""Every program that reads JSON can hold so large a number."""


def check_storable(monograph: Monograph, name: str, limits: Limits) -> None:
    """`name` is the file's, for errors. Raises UnreadableInputError."""
    for section in monograph.sections:
        if not section.key.strip() or section.key != " ".join(without_unprintable(section.key).split()):
            raise _refused(name, "the key of a section is empty or holds characters that cannot be shown")
        if len(section.key) > limits.title_characters:
            raise _refused(name, f"the key of a section has {len(section.key):,} characters")
    for number in _numbers(monograph):
        if not -_LARGEST <= number <= _LARGEST:  # also what is not a number
            raise _refused(name, "it holds a number which nothing in it can have")
    for text in _texts(monograph):
        if len(text) > limits.text_characters:
            raise _refused(
                name,
                f"“{text[:40]}…” has {len(text):,} characters, where no more are read than {limits.text_characters:,}",
            )
        if not _is_unicode(text):
            raise _refused(name, "it holds halves of characters")
    for reference in monograph.references:
        if reference.csl is not None and not _is_plain(reference.csl, limits.csl_depth):
            raise _refused(
                name, f"the data of its reference {reference.label[:40]} is nested or holds numbers as none is"
            )


def _numbers(monograph: Monograph) -> Iterator[float]:
    yield from (section.order for section in monograph.sections)
    yield from (dropped.count for dropped in monograph.provenance.dropped)
    if (words := monograph.provenance.words) is not None:
        yield from (words.given, words.shown, *(passage.count for passage in words.missing))
    yield from (one.probability for one in monograph.references if one.probability is not None)


def _texts(monograph: Monograph) -> Iterator[str]:
    """All but the text of the sections, which has limits of its own."""
    yield monograph.language
    yield from monograph.substances
    yield from monograph.moieties
    yield from (name.text for name in monograph.names)
    for section in monograph.sections:
        yield from (section.title, section.parent or "", section.code or "")
    for one in monograph.references:
        yield from (one.id, one.label, one.raw, one.doi or "", one.pmid or "", one.reason, *one.candidates)
    for field in fields(monograph.provenance):
        value = getattr(monograph.provenance, field.name)
        if isinstance(value, str):
            yield value
    yield from monograph.provenance.unmapped
    yield from monograph.provenance.unresolved
    for passage in monograph.provenance.words.missing if monograph.provenance.words else ():
        yield from (passage.heading, passage.words)
    yield from (dropped.what for dropped in monograph.provenance.dropped)


def _is_unicode(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_plain(value: object, depth: int) -> bool:
    """JSON as other programs read it, and not deeper than this."""
    if isinstance(value, str):
        return _is_unicode(value)
    if isinstance(value, float):
        return math.isfinite(value)
    if value is None or isinstance(value, int):
        return value is None or -_LARGEST <= value <= _LARGEST
    if isinstance(value, Mapping):
        return (
            depth > 0
            and all(isinstance(key, str) and _is_unicode(key) for key in value)
            and all(_is_plain(one, depth - 1) for one in value.values())
        )
    return isinstance(value, Sequence) and depth > 0 and all(_is_plain(one, depth - 1) for one in value)


def _refused(name: str, why: str) -> UnreadableInputError:
    return UnreadableInputError(f"{name} cannot be imported: {why}.")
