"""Imports monographs written in Materia's own authoring format, as docs/authoring-format.md describes it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from desktop_app.errors import UnreadableInputError, UserError
from desktop_app.importers.authored.bibliography import Item, checked, read_csl_json, reference
from desktop_app.importers.authored.bibliography_fields import Bibliography
from desktop_app.importers.authored.bibliography_formats import read_other_formats
from desktop_app.importers.authored.front_matter import FrontMatter, read_front_matter, split
from desktop_app.importers.authored.sections import AuthoredText, read_sections
from desktop_app.importers.kind_map import KindMap
from desktop_app.monograph.model import Dropped, Monograph, Provenance, Reference, ReferenceStatus

SOURCE_KIND = "authored"
LONGEST = 1_000_000
"""Characters: a book. The parser reads most texts of that size in seconds, the worst in some twenty."""

Neighbour = Callable[[str], bytes]
"""Gives the bytes of another file in the same folder by its bare name; raises UserError."""


def read_authored(
    text: str,
    file_name: str,
    sha256: str,
    *,
    kinds: KindMap,
    neighbour: Neighbour | None = None,
    title: str | None = None,
) -> Monograph:
    """Read one authored monograph.

    `sha256` is that of the text's file; where a bibliography lies beside it, the provenance holds the SHA-256 of both
    digests in hex, text first, so that a change of either is a new version.
    Raises UnreadableInputError, which names the line where it can.
    """
    if len(text) > LONGEST:
        raise UnreadableInputError(f"{file_name} is too long for a monograph ({len(text):,} characters). Split it.")
    yaml_lines, taken = split(text)
    front = read_front_matter(yaml_lines, file_name)
    items, digest, supposed = _bibliography(front, file_name, sha256, neighbour)
    lines = text.split("\n")
    body = read_sections("\n" * taken + "\n".join(lines[taken:]), file_name, kinds)
    if not body.sections:
        raise UnreadableInputError(f"{file_name} has no text below its front matter. Write sections there.")
    return Monograph(
        uid=f"local:{front.slug}",
        title=title or front.title,
        language=front.language,
        names=front.names,
        sections=body.sections,
        references=_references(body, items),
        provenance=Provenance(
            source_kind=SOURCE_KIND,
            publisher=front.publisher,
            source_id=front.slug,
            version=front.version,
            effective_date=front.effective,
            licence=front.licence,
            file_name=file_name,
            sha256=digest,
            notice=front.notice,
            dropped=(*body.dropped, *supposed),
        ),
    )


def _bibliography(
    front: FrontMatter, file_name: str, sha256: str, neighbour: Neighbour | None
) -> tuple[dict[str, Item], str, tuple[Dropped, ...]]:
    """The references by id, the digest of all that was read, and what had to be supposed to read it."""
    if not front.bibliography:
        return checked(front.references, file_name), sha256, ()
    if front.references:
        raise UnreadableInputError(
            f"{file_name}: give either bibliography or references in the front matter, not both."
        )
    if neighbour is None:
        raise UnreadableInputError(
            f"{file_name} names the bibliography {front.bibliography}, which cannot be reached from here. "
            "Import the file from its folder."
        )
    try:
        data = neighbour(front.bibliography)
    except UserError as error:
        raise UnreadableInputError(f"The bibliography of {file_name} cannot be read. {error}") from error
    found = read_other_formats(data, front.bibliography)
    if found is None:
        found = Bibliography(read_csl_json(data, front.bibliography))
    items = checked(found.entries, front.bibliography)
    digests = sha256 + hashlib.sha256(data).hexdigest()
    supposed = tuple(Dropped(f"{front.bibliography}: {what}", 1) for what in found.reports)
    return items, hashlib.sha256(digests.encode()).hexdigest(), supposed


def _references(body: AuthoredText, items: dict[str, Item]) -> tuple[Reference, ...]:
    """Cited references in the order of their marks, then the rest in the order of the bibliography."""
    cited = [
        reference(items[ref], label)
        if ref in items
        else Reference(id=ref, label=label, status=ReferenceStatus.MISSING, reason="Not in the bibliography.")
        for ref, label in body.labels.items()
    ]
    rest = [reference(item, "") for ref, item in items.items() if ref not in body.labels]
    return (*cited, *rest)
