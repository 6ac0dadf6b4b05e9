"""Hits of monographs that share a title: what tells them from each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.services.search.search import SectionHit


def told_apart(hits: Iterable[SectionHit]) -> dict[str, str]:
    """What tells monographs of one title from each other, by uid: who published them, and when if that is the same."""
    alike: dict[str, dict[str, SectionHit]] = {}
    for hit in hits:
        alike.setdefault(hit.monograph.casefold(), {})[hit.uid] = hit
    apart: dict[str, str] = {}
    for same in alike.values():
        publishers = Counter((hit.source, hit.publisher) for hit in same.values())
        for uid, hit in same.items() if len(same) > 1 else ():
            dated = hit.effective_date if publishers[hit.source, hit.publisher] > 1 else ""
            apart[uid] = " · ".join(filter(None, (hit.publisher, dated)))
    return apart
