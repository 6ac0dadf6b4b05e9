"""A monograph: named sections of Materia HTML, the references they cite, and where all of it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.words_shown import WordsShown


class NameKind(StrEnum):
    """How a name relates to the drug."""

    GENERIC = "generic"
    BRAND = "brand"
    SYNONYM = "synonym"
    MISSPELLING = "misspelling"


class ReferenceStatus(StrEnum):
    """How a reference came to stand behind its citation mark."""

    GIVEN = "given"
    """The source itself says so, or the reference stands in the source without any mark (`label` is then empty)."""
    MATCHED = "matched"
    """Materia inferred which mark it belongs to; `reason` says how and `probability` how surely."""
    MISSING = "missing"
    """The mark is in the text, the reference is not in the file. Never filled in from elsewhere."""


@dataclass(frozen=True, slots=True)
class Name:
    """One of the names of the drug."""

    text: str
    kind: NameKind


@dataclass(frozen=True, slots=True)
class Section:
    """One section. `html` is sanitised Materia HTML (see `html.py`), without the section's own heading."""

    key: str
    """Stable path of slugs from the root, such as `adverse-effects/withdrawal-syndrome`; unique in the monograph."""
    kind: Kind
    title: str
    """The source's own title, which the tab shows."""
    html: str
    order: int
    """Position in the source, from 0."""
    parent: str | None = None
    """Key of the enclosing section."""
    code: str | None = None
    """The source's own code for the section (LOINC)."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a citation mark `cite:ID` rests on."""

    id: str
    """Unique in the monograph; the REF of `cite:REF`."""
    label: str
    """The source's own mark (`26`, `26a`); empty where the reference is tied to no mark."""
    status: ReferenceStatus
    raw: str = ""
    """The reference as the source has it; empty only when missing."""
    csl: Mapping[str, Any] | None = None
    """CSL-JSON where the raw text could be parsed (https://docs.citationstyles.org, schema csl-data.json)."""
    doi: str | None = None
    pmid: str | None = None
    reason: str = ""
    """How a match was made, in words; or why a reference is tied to no mark."""
    probability: float | None = None
    """Of a match, 0 to 1."""
    candidates: tuple[str, ...] = ()
    """Labels of the marks that a reference tied to no mark could be."""


@dataclass(frozen=True, slots=True)
class Media:
    """A picture of a monograph: what `media:SHA256` in its text shows."""

    sha256: str
    """Of `data`, in hex."""
    media_type: str
    """`image/png`, `image/jpeg`, `image/gif` or `image/webp`: told from the bytes, never from a name."""
    width: int
    """In pixels, as is `height`."""
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something of the source that did not enter the monograph."""

    what: str
    """In words a user understands, such as `script element`."""
    count: int


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a monograph came from. What the source does not say stays empty: it is never guessed."""

    source_kind: str
    """Name of the importer's format: `article-text`, `authored`."""
    publisher: str = ""
    source_id: str = ""
    version: str = ""
    effective_date: str = ""
    """ISO 8601, as exact as the source gives it (`2019`, `2019-04`, `2019-04-02`); empty: no date in source."""
    retrieved: str = ""
    """ISO 8601 date on which the source says it was fetched."""
    licence: str = ""
    file_name: str = ""
    sha256: str = ""
    """Of the imported file, in hex."""
    container: str = ""
    """The archives that the file was in, the outermost first, joined by ` › `; empty where it was in none."""
    notice: str = ""
    """A sentence that the window and every print must show, such as that no clinician has reviewed the text."""
    dropped: tuple[Dropped, ...] = ()
    unmapped: tuple[str, ...] = ()
    """Headings of which no rule knows the kind: their sections are `other`."""
    unresolved: tuple[str, ...] = ()
    """Cross references and pictures of the source that lead to nothing in it, in the source's words."""
    words: WordsShown | None = field(default=None, compare=False)
    """How many of the source's words are in the monograph; None where they were not counted, as by an older Materia."""
    relayed: bool = field(default=False, compare=False)
    """Handed on by another Materia: what it says, also of its source, was not checked against the source's own file."""


@dataclass(frozen=True, slots=True)
class Monograph:
    """One source's account of one drug (or of one product)."""

    uid: str
    """Stable across versions, and made of all that tells two sources apart, since one name or number alone does not:

    `spl:SETID`, `openfda:SETID`    a set id is a UUID that its publisher gives once; the same label in both is two
    `epi:LANGUAGE:SYSTEM|VALUE:KIND:PRODUCT`    identifiers are copied, and shared by languages and kinds of document
    `wikipedia:SITE:TITLE`, `page:SITE:LANGUAGE:TITLE`    titles are unique in one wiki
    `article:LANGUAGE:TITLE`    a plain text says nothing else of itself; what it takes the place of is kept and told
    `local:SLUG`    chosen by hand; two titles with one slug in one import are not both taken
    """
    title: str
    language: str
    names: tuple[Name, ...]
    sections: tuple[Section, ...]
    """In the order of the source."""
    references: tuple[Reference, ...]
    provenance: Provenance = field(default_factory=lambda: Provenance(source_kind=""))
    substances: tuple[str, ...] = ()
    """The active ingredients, with their salts, as the source names them; empty where it does not say. Labels with the
    same ones are of one drug."""
    moieties: tuple[str, ...] = ()
    """What the ingredients are in the body, as the source names it; empty where it does not say."""

    def section(self, key: str) -> Section | None:
        """The section with this key."""
        return next((section for section in self.sections if section.key == key), None)

    def reference(self, ref: str) -> Reference | None:
        """The reference with this id."""
        return next((reference for reference in self.references if reference.id == ref), None)
