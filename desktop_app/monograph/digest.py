"""A fingerprint of what a monograph says, so that importing the same content again changes nothing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace

from desktop_app.monograph.model import Monograph


def digest(monograph: Monograph) -> str:
    """SHA-256, in hex, of all of a monograph except which file it came in and when that file was fetched."""
    provenance = replace(monograph.provenance, file_name="", container="", retrieved="", sha256="")
    content = asdict(replace(monograph, provenance=provenance, references=()))
    # CSL is a Mapping, which asdict copies as it is: it is made plain by hand.
    content["references"] = [
        {**asdict(replace(reference, csl=None)), "csl": None if reference.csl is None else dict(reference.csl)}
        for reference in monograph.references
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
