"""The references that a label of openFDA lists: the field `references`, in which they are run together.

They are told apart only where this is sure: each number from 1 on stands once, in order, before a capital.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop_app.citations.parse import parse_reference
from desktop_app.monograph.model import Reference, ReferenceStatus

FIELD = "references"
_HEADING = re.compile(
    r"\s*+(?:\d{1,2}\.?\s++)?(?:(?:literature|selected)\s++)?references?+\s*+(?::\s*+)?", re.IGNORECASE
)
_NUMBER = re.compile(r"(?<!\S)[\[(]?(\d{1,3})[\]).]\s+(?=[\"“]?[A-Z])")


def read_references(strings: Sequence[str]) -> tuple[Reference, ...]:
    """The references of a label; none where they cannot surely be told apart."""
    text = " ".join(" ".join(strings).split())
    heading = _HEADING.match(text)
    text = text[heading.end() :] if heading else text
    starts = list(_NUMBER.finditer(text))
    if not starts or starts[0].start() or [int(start[1]) for start in starts] != list(range(1, len(starts) + 1)):
        return ()
    ends = [*(start.start() for start in starts[1:]), len(text)]
    return tuple(_reference(start[1], text[start.end() : end].strip()) for start, end in zip(starts, ends, strict=True))


def _reference(number: str, raw: str) -> Reference:
    parsed = parse_reference(raw)
    return Reference(
        id=number,
        label=number,
        status=ReferenceStatus.GIVEN,
        raw=raw,
        csl=parsed.csl,
        doi=parsed.doi,
        pmid=parsed.pmid,
    )
