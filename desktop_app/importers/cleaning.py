"""The sanitiser under the limits of an import: what would take it minutes is refused before."""

from __future__ import annotations

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.limits import Limits
from desktop_app.monograph.html import sanitise
from desktop_app.monograph.sanitiser import Sanitised


def cleaned(html: str, title: str, limits: Limits) -> Sanitised:
    """Materia HTML of one section, of which `title` is told in errors. Raises UnreadableInputError."""
    if len(html) > limits.section_characters:
        most = f"{limits.section_characters:,}"
        raise UnreadableInputError(
            f"The section “{title[:80]}” has {len(html):,} characters, where {most} are the most."
        )
    references = html.count("&")
    if references > limits.section_references:
        raise UnreadableInputError(
            f"The section “{title[:80]}” has {references:,} signs written as references (such as &amp;), "
            f"where {limits.section_references:,} are the most."
        )
    return sanitise(html)
