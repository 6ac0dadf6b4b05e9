"""JSON files that hold more than one monograph: answers and bulk files of openFDA, and Bundles of FHIR Bundles."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.decoding import decode, without_unprintable
from desktop_app.importers.items import Item, Refused
from desktop_app.importers.limits import MB, Limits
from desktop_app.importers.sources.archives import Counted
from desktop_app.importers.sources.json_parts import JsonParts, Part

_SET_ID = re.compile(rb'"set_id"\s*:\s*"([\w-]{1,80})"')
_OPENING = 64 * 1024
"""Bytes within which an answer says that it is one: what it says of itself comes before its results."""
_ANSWER = re.compile(rb'"(?:results|error|meta)"\s*:')
_BEFORE = b"\xef\xbb\xbf \t\r\n"
_BUNDLE = re.compile(rb'"resourceType"\s*:\s*"Bundle"')
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff", b"{\0", b"\0{")
_LONGEST_FACT = 1000


def labels_in(stream: Counted, name: str, container: str, limits: Limits) -> Iterator[Item | Refused]:
    """Each label of an openFDA answer or bulk file, of a list of such labels, or the one label that a file is.

    Raises UnreadableInputError where it holds none.
    """
    readable = _as_utf8(stream, name, limits)
    opening = readable.peek(_OPENING) if isinstance(readable, Counted) else readable.getvalue()[:_OPENING]
    if opening.lstrip(_BEFORE).startswith(b"{") and not _ANSWER.search(opening):
        data = readable.read_all(limits.document_bytes) if isinstance(readable, Counted) else readable.getvalue()
        yield Item(name, data, "openfda", container)
        return
    parts = JsonParts(readable, "results", limits)
    inside = f"{container} › {name}" if container else name
    count = 0
    for part in _parts(parts, inside, name):
        count += 1
        if isinstance(part, Refused):
            yield part
            continue
        set_id = _SET_ID.search(part.data)
        label = set_id[1].decode() if set_id else f"result {part.number:,}"
        yield Item(label, part.data, "openfda", inside, facts=_facts(parts.facts))
    if not count:
        raise UnreadableInputError(_nothing_in(name, parts))


def bundles_in(stream: Counted, name: str, container: str, limits: Limits) -> Iterator[Item | Refused]:
    """The one Bundle, or each Bundle in a Bundle. Raises UnreadableInputError for one that is too large."""
    opening = stream.peek(limits.document_bytes + 1)
    is_large = len(opening) > limits.document_bytes
    if not opening.lstrip(_BEFORE).startswith(b"{") or (not is_large and len(_BUNDLE.findall(opening)) < 2):
        yield Item(name, stream.read_all(limits.document_bytes), "epi", container)
        return
    inside = f"{container} › {name}" if container else name
    count = 0
    parts = JsonParts(stream if is_large else io.BytesIO(opening), "entry", limits)
    for part in _parts(parts, inside, name):
        if isinstance(part, Refused):
            count += 1
            yield part
        elif (bundle := _bundle_of(part)) is not None:
            count += 1
            yield Item(f"Bundle {part.number:,}", bundle, "epi", inside)
    if not count and is_large:
        raise UnreadableInputError(
            f"{name} is larger than {limits.document_bytes // MB} MB, too large for one monograph. Split it."
        )
    if not count:
        yield Item(name, opening, "epi", container)


def _parts(parts: JsonParts, inside: str, name: str) -> Iterator[Part | Refused]:
    """Parts and refused parts; where the file breaks off, a refusal of the rest, unless nothing came before it."""
    count = 0
    try:
        for part in parts:
            count += 1
            yield part if isinstance(part, Part) else Refused(inside, part)
    except UnreadableInputError as error:
        if not count:
            raise UnreadableInputError(f"{name} cannot be read. {error}") from error
        words = f"{name} cannot be read after {count:,} of its entries. {error}"
        yield Refused(inside, UnreadableInputError(words))


def _bundle_of(part: Part) -> bytes | None:
    """The Bundle in an entry of a Bundle; None where the entry is another resource."""
    try:
        resource = json.loads(part.data)["resource"]
        if resource["resourceType"] != "Bundle":
            return None
        return json.dumps(resource, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _as_utf8(stream: Counted, name: str, limits: Limits) -> Counted | io.BytesIO:
    """openFDA writes UTF-8; what a user saved again in another encoding is read as a whole."""
    if not stream.peek(4).startswith(_WIDE):
        return stream
    return io.BytesIO(decode(stream.read_all(limits.document_bytes), name).encode("utf-8", "replace"))


def _facts(answer: Mapping[str, Any]) -> dict[str, str]:
    """What openFDA says of all results: its licence, and when it last fetched them."""
    meta = answer.get("meta")
    if not isinstance(meta, dict):
        return {}
    known = {"license": "licence", "last_updated": "retrieved", "disclaimer": "disclaimer"}
    texts = {fact: meta.get(key) for key, fact in known.items()}
    return {fact: without_unprintable(text)[:_LONGEST_FACT] for fact, text in texts.items() if isinstance(text, str)}


def _nothing_in(name: str, parts: JsonParts) -> str:
    error = parts.facts.get("error")
    if isinstance(error, dict):
        said = error.get("message")
        words = " ".join(without_unprintable(said).split()).rstrip("!.")[:200] if isinstance(said, str) else "an error"
        return f"{name} is openFDA's answer that there is nothing: “{words}”. Save an answer that has labels."
    return f"{name} is an answer of openFDA without a label in it. Save an answer that has labels."
