"""Gigabytes of JSON, one part at a time: the elements of a list, each as the bytes it has in the file.

The list is the whole file, or stands under one key of the object that the file is.

Only where values begin and end is found here, so that neither the depth nor the size of what a stranger wrote can
exhaust the memory, and a part that goes over a limit is refused while the next one is read. Whether a part is JSON
inside is found when it is read as a whole. ijson, which could do this too, ends the process on a number of 5,000 digits
(3.6.0, backend yajl2_c).
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.limits import MB, Limits
from desktop_app.importers.sources.archives import Readable

_CHUNK = 256 * 1024
_FACT_BYTES = 64 * 1024
_MOST_FACTS = 100
_SPACE = re.compile(rb"[ \t\r\n]*+")
_IN_STRING = re.compile(rb'[^"\\]*+(?>(?:\\.[^"\\]*+)*)', re.S)
_STRUCTURE = re.compile(rb'["{}\[\]]')
_SCALAR = re.compile(rb"[-+.0-9A-Za-z]*+")


@dataclass(frozen=True, slots=True)
class Part:
    """One element of the list."""

    number: int
    """From 1."""
    data: bytes


@dataclass(slots=True)
class JsonParts:
    """The elements of the list `key` of the object in `stream`, which is UTF-8, or of the list that it is itself."""

    stream: Readable
    key: str
    limits: Limits
    facts: dict[str, Any] = field(default_factory=dict)
    """What else the object says: while the list is read, what stands before it. Large entries are left out."""
    found: bool = False
    """Whether there is such a list."""
    _buffer: bytes = b""
    _at: int = 0

    def __iter__(self) -> Iterator[Part | UnreadableInputError]:
        """Each part, or why it is refused. Raises UnreadableInputError where the JSON breaks off or is none."""
        self._fill()
        self._at = len(codecs.BOM_UTF8) if self._buffer.startswith(codecs.BOM_UTF8) else 0
        if self._peek() == b"[":
            self.found = True
            yield from self._elements()
            return
        if self._next() != b"{":
            raise UnreadableInputError("It is no JSON object.")
        if self._peek() == b"}":
            return
        while True:
            key = self._key()
            if key == self.key and self._peek() == b"[":
                self.found = True
                yield from self._elements()
            else:
                self._keep(key)
            if self._separated(b"}"):
                return

    def _elements(self) -> Iterator[Part | UnreadableInputError]:
        self._next()
        if self._peek() == b"]":
            self._next()
            return
        number = 0
        while True:
            number += 1
            data, depth = self._value(self.limits.document_bytes)
            if depth > self.limits.json_depth:
                yield UnreadableInputError(f"Part {number:,} is nested deeper than {self.limits.json_depth} levels.")
            elif data is None:
                most = self.limits.document_bytes // MB
                yield UnreadableInputError(f"Part {number:,} is larger than {most} MB, too large for one monograph.")
            else:
                yield Part(number, data)
            if self._separated(b"]"):
                return

    def _separated(self, end: bytes) -> bool:
        """Whether the object or list ends here, rather than goes on after a comma."""
        sign = self._next()
        if sign not in {end, b","}:
            raise _broken()
        return sign == end

    def _key(self) -> str:
        if self._peek() != b'"':
            raise _broken()
        raw, _ = self._value(_FACT_BYTES)
        if self._next() != b":":
            raise _broken()
        return str(_parsed(raw)) if raw is not None else ""

    def _keep(self, key: str) -> None:
        raw, depth = self._value(_FACT_BYTES)
        if raw is not None and depth <= self.limits.json_depth and len(self.facts) < _MOST_FACTS:
            self.facts[key] = _parsed(raw)

    def _value(self, most: int) -> tuple[bytes | None, int]:
        """The bytes of the next value, None where these are more than `most`, and how deep it is nested."""
        sign = self._peek()
        if sign not in {b'"', b"{", b"["}:
            return self._scalar(), 0
        pieces, size, depth, deepest, in_string = list[bytes](), 0, 0, 0, False
        while True:
            start, position, complete = self._at, self._at, False
            while position < len(self._buffer) and not complete:
                if in_string:
                    position = _IN_STRING.match(self._buffer, position).end()  # type: ignore[union-attr]
                    if self._buffer[position : position + 1] != b'"':
                        break  # the string goes on in the next chunk, or a backslash is cut off from its sign
                    in_string = False
                    position += 1
                    complete = depth == 0
                    continue
                sign_found = _STRUCTURE.search(self._buffer, position)
                if sign_found is None:
                    position = len(self._buffer)
                    break
                position = sign_found.end()
                if sign_found[0] == b'"':
                    in_string = True
                elif sign_found[0] in b"{[":
                    depth += 1
                    deepest = max(deepest, depth)
                else:
                    depth -= 1
                    complete = depth == 0
            size += position - start
            if size <= most:
                pieces.append(self._buffer[start:position])
            self._at = position
            if complete:
                return (b"".join(pieces) if size <= most else None), deepest
            self._need_more()

    def _scalar(self) -> bytes:
        while (end := _SCALAR.match(self._buffer, self._at).end()) == len(self._buffer):  # type: ignore[union-attr]
            if end - self._at > _FACT_BYTES:
                raise _broken()
            self._need_more()
        raw = self._buffer[self._at : end]
        if not raw:
            raise _broken()
        self._at = end
        return raw

    def _peek(self) -> bytes:
        while True:
            self._at = _SPACE.match(self._buffer, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._buffer):
                return self._buffer[self._at : self._at + 1]
            self._need_more()

    def _next(self) -> bytes:
        sign = self._peek()
        self._at += 1
        return sign

    def _need_more(self) -> None:
        if not self._fill():
            raise UnreadableInputError("It is incomplete: it ends in the middle.")

    def _fill(self) -> bool:
        data = self.stream.read(_CHUNK)
        self._buffer = self._buffer[self._at :] + data
        self._at = 0
        return bool(data)


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise _broken() from error


def _broken() -> UnreadableInputError:
    return UnreadableInputError("It is damaged: from some place on it is no JSON.")
