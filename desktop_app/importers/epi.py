"""Imports electronic product information: FHIR document Bundles."""

from __future__ import annotations

import re

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.context import ImportContext
from desktop_app.importers.items import Imported, Item
from desktop_app.importers.openings import opening_text

FORMAT = "epi"
_JSON = re.compile(r"\{(?=\s*\")[\s\S]*?\"resourceType\"\s*:\s*\"Bundle\"")
_XML = re.compile(r"(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:\w+:)?Bundle\b[^>]*\"http://hl7\.org/fhir\"")


def recognises(opening: bytes) -> bool:
    """Whether a file begins as a FHIR Bundle, in JSON or XML."""
    text = opening_text(opening)
    return _JSON.match(text) is not None or _XML.match(text) is not None


def read_epi(item: Item, context: ImportContext) -> Imported:
    """The monograph in a document Bundle. Raises UnreadableInputError."""
    most = context.limits.document_bytes
    raise UnreadableInputError(f"{item.name} is a FHIR Bundle of {len(item.data):,} bytes (at most {most:,}).")
