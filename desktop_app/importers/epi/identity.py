"""What tells one ePI from every other: who numbered it, the number, the language, the kind of document, the product.

An identifier alone does not. Its value says nothing without the system that gave it; one set of documents shares a
value over its languages and over leaflet and summary; and published files carry numbers that were copied from other
products, or left as their template had them.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from desktop_app.importers.epi.document_types import kind_of_document
from desktop_app.importers.epi.product import product_name
from desktop_app.importers.epi.resources import Bundle, Resource, as_dicts, identifier, word
from desktop_app.importers.titles import without_remark

SHORTEST = 4
"""Characters of a value that can tell one document from others."""
_TEMPLATE = frozenset({
    "placeholder", "unknown", "example", "examples", "sample", "dummy", "demo", "template", "undefined", "changeme",
    "todo", "tbd", "tba", "tbc", "nil", "null", "none", "empty", "replace", "xxx", "xxxx",
})  # fmt: skip
"""Words that say that a value is none."""
_NOTHING = frozenset({
    "nan", "test", "testing", "default", "temp", "tmp", "string", "value", "text", "ids", "identifier", "identifiers",
    "uuid", "guid", "oid", "urn", "uri", "url", "number", "code", "name", "new", "abc", "abcd", "xyz", "foo", "bar",
    "baz", "qwerty", "asdf", "change", "insert", "here", "your", "the", "not", "available", "applicable", "assigned",
    "set", "provided", "yet", "some", "any", "document", "doc", "composition", "bundle", "resource", "epi", "leaflet",
})  # fmt: skip
"""Words of which no number is made."""
_EXAMPLE_UUIDS = frozenset({"123e4567e89b12d3a456426614174000", "123e4567e89b12d3a456426655440000"})
"""RFC 4122's and Wikipedia's, which templates copy."""
_RUNS = ("0123456789", "9876543210", "abcdefghijklmnopqrstuvwxyz")
_SHORTEST_WORD = 3
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells an ePI from others, but for its language."""

    value: str
    """Of the identifier; empty where there is none that can be believed."""
    system: str
    kind: str
    """The code of its type of document."""
    product: str

    def uid(self, language: str, sha256: str) -> str:
        """The same for all versions of one document; of one without any number, for the same file alone."""
        number = f"{self.system}|{self.value}" if self.system else self.value or sha256
        product = "-".join(re.findall(r"\w+", self.product.casefold()))
        uid = "epi:" + ":".join(part for part in (language, number, self.kind, product) if part)
        if len(uid) <= _LONGEST:
            return uid
        return uid[:_LONGEST] + hashlib.sha256(uid.encode()).hexdigest()[:16]


def identity_of(bundle: Bundle, composition: Resource, title: str) -> Identity:
    """The first identifier of the Composition, else of the Bundle, that is one; else what a server calls them."""
    numbers = [
        (word(one.get("system")), bare(word(one.get("value"))))
        for holder in (composition, bundle.bundle)
        for one in as_dicts(holder.get("identifier"))
    ]
    numbers += [("", word(composition.get("id"))), ("", word(bundle.bundle.get("id")))]
    system, value = next(((system, value) for system, value in numbers if is_identity(value)), ("", ""))
    return Identity(value, system, kind_of_document(composition), product_name(bundle) or without_remark(title))


def former_uid(bundle: Bundle, composition: Resource, sha256: str) -> str:
    """The uid that an older Materia gave the same file: of the identifier's value alone."""
    own = identifier(composition)
    value = own if len(own) >= SHORTEST else identifier(bundle.bundle) or own or word(composition.get("id"))
    return f"epi:{value or sha256}"


def bare(value: str) -> str:
    """Without the prefixes that some write and some leave out."""
    return re.sub(r"^(?:urn:uuid:|urn:oid:|uuid:)", "", value, flags=re.IGNORECASE)


def is_identity(value: str) -> bool:
    """Whether a value can be somebody's number for a document: not too short, no word of a template, no run of one
    sign, no example."""
    folded = value.casefold()
    signs = re.sub(r"[\W_]+", "", folded)
    if len(value) < SHORTEST or len(set(signs)) < 2 or signs in _EXAMPLE_UUIDS or "placeholder" in folded:
        return False
    if any(signs in run for run in _RUNS):
        return False
    words = [one for one in re.split(r"[\W_]+", folded) if one]
    if any(one.rstrip("0123456789") in _TEMPLATE for one in words):
        return False
    return any(
        len(one) >= _SHORTEST_WORD and (one.isdigit() or one.rstrip("0123456789") not in _NOTHING) for one in words
    )
