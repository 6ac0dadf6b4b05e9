"""A fingerprint of what a monograph says, so that importing the same content again changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from desktop_app.monograph.model import Monograph

_NOT_SAID = frozenset({"relayed", "words"})


def digest(monograph: Monograph) -> str:
    """SHA-256, in hex, of all of a monograph except which file it came in and when that file was fetched."""
    provenance = replace(monograph.provenance, file_name="", container="", retrieved="", sha256="")
    content = replace(monograph, provenance=provenance)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> dict[str, Any]:
    """A part of a monograph, or CSL, as JSON has it. `dataclasses.asdict` would copy every text on the way."""
    if isinstance(value, Mapping):
        return dict(value)
    # Whether it was handed on, or its words were counted, is nothing that the text says.
    return {field.name: getattr(value, field.name) for field in fields(value) if field.name not in _NOT_SAID}
