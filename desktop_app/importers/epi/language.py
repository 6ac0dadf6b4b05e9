"""Which language an ePI is in: what it says, and where it contradicts itself or its text, what its text shows."""

from __future__ import annotations

from desktop_app.importers.epi.resources import Resource, word
from desktop_app.importers.languages import language_in, language_tag, likeliest


def language_of(composition: Resource, bundle: Resource, text: str) -> tuple[str, list[str]]:
    """The language's tag; and what to report where Composition, Bundle and text disagree. English where none says."""
    said = [tag for tag in (language_tag(word(one.get("language"))) for one in (composition, bundle)) if tag]
    chosen = likeliest(said, text) if said else ""
    language, odd = language_in(chosen, text)
    if odd:
        return language, [odd]
    if len(said) == 2 and said[0].split("-")[0] != said[1].split("-")[0]:
        return language, [f"language: the Composition says {said[0]}, the Bundle {said[1]}"]
    return language, []
