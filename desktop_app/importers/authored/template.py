"""What `materia new` writes: a monograph in the authoring format, to be filled in. It imports as it is."""

from __future__ import annotations

import json

from desktop_app.errors import UserError
from desktop_app.importers.authored.front_matter import FORMAT, slug_of
from desktop_app.importers.decoding import without_unprintable

_SECTIONS = (
    ("Overview", "What the drug is and what your hospital uses it for."),
    ("Indications", "For whom; licensed and unlicensed uses apart."),
    ("Dosage", "By age, route and organ function. Numbers with units: 5 mg, 0.05 mg/mL."),
    ("Contraindications", "For whom never."),
    ("Warnings and precautions", "What to check before, what to watch during."),
    ("Adverse effects", "Frequent and dangerous ones. A section inside: ## Withdrawal syndrome"),
    ("Interactions", "With what, what happens, what to do."),
    ("Pregnancy and lactation", "Say too where the sources say nothing."),
    ("Overdose", "Signs and treatment; whom to call."),
    ("Storage", "At the ward; after opening."),
)


def template(title: str) -> str:
    """The text of a new monograph. Every section says that it is not written yet. Raises UserError without a name."""
    title = " ".join(without_unprintable(title).split())
    slug = slug_of(title)
    if not slug:
        raise UserError("A new monograph needs the drug's name. Give it in letters, such as: materia new Baclofen")
    sections = "\n".join(
        f"# {heading}\n\n[//]: # ({hint})\n\nNot written yet [source needed].\n" for heading, hint in _SECTIONS
    )
    return f"""---
# Lines that begin with # up here are comments, and so are lines such as [//]: # (this) further down.
# The whole format: docs/authoring-format.md. Take this file in with: materia import {slug}.md
materia: {FORMAT}
title: {json.dumps(title, ensure_ascii=False)}
# Keeps the monograph the same one over all its versions, even if its title changes.
slug: {slug}
language: en
# What search finds the drug by. Kinds: generic, brand, synonym, misspelling.
names:
  generic: [{json.dumps(title, ensure_ascii=False)}]
  brand: []
# Your own version, and the date from which it holds, such as 2026-11-22. Window and paper show how old it is.
version: ""
effective: ""
# Who answers for it, and under which terms it may be passed on.
publisher: ""
licence: ""
# One sentence that the window and every print show. Take it out when the text has been reviewed.
notice: Draft. Not reviewed by a clinician.
# A file beside this one with the references: CSL-JSON, BibTeX, RIS or PubMed's nbib. Cite an entry with [@its-id].
# bibliography: {slug}.bib
---

{sections}"""
