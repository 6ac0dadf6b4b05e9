"""Packets: the sections of a monograph that someone hands over on paper, with the references they cite."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime

import desktop_app
from desktop_app.citations.format import format_ama
from desktop_app.errors import NotFoundError
from desktop_app.monograph.digest import digest
from desktop_app.monograph.html import citations
from desktop_app.monograph.model import Media, Monograph, ReferenceStatus, Section
from desktop_app.render.paper import Packet, PacketReference, PaperDocument, packet_html
from desktop_app.services.clock import Clock, system_clock

_PICTURE = re.compile(r'<img\b[^>]*\bsrc="media:([0-9a-f]+)"')


class Packets:
    """Makes packets and their documents. The clock says when they are printed."""

    def __init__(self, clock: Clock = system_clock, *, media: Callable[[str], Media | None] | None = None) -> None:
        """`media` finds a picture of the library by its SHA-256."""
        self._clock = clock
        self._media = media

    def packet(self, monograph: Monograph, keys: Iterable[str]) -> Packet:
        """These sections in the order of the source.

        A heading without text of its own brings the sections under it, which are all it has to say. Raises
        `NotFoundError` for a section that does not exist, and for no section at all.
        """
        chosen = set(keys)
        if unknown := chosen - {section.key for section in monograph.sections}:
            raise NotFoundError(f"{monograph.title} has no section “{min(unknown)}”.")
        if not chosen:
            raise NotFoundError("Nothing to print: choose at least one section.")
        printed = _with_contents(monograph, chosen)
        sections = tuple(section for section in monograph.sections if section.key in printed)
        fingerprint = digest(monograph)[:8].upper()
        check = f"{fingerprint[:4]}-{fingerprint[4:]}"
        return Packet(monograph, sections, _references(monograph, sections), check, self._images(sections))

    def document(self, monograph: Monograph, keys: Iterable[str]) -> PaperDocument:
        """The pages' content of these sections, as printed now."""
        now: datetime = self._clock().astimezone()
        return packet_html(self.packet(monograph, keys), now, version=desktop_app.__version__)

    def _images(self, sections: Iterable[Section]) -> dict[str, bytes]:
        """The pictures of the sections that the library has, by their address."""
        if self._media is None:
            return {}
        wanted = dict.fromkeys(sha256 for section in sections for sha256 in _PICTURE.findall(section.html))
        found = {sha256: self._media(sha256) for sha256 in wanted}
        return {f"media:{sha256}": picture.data for sha256, picture in found.items() if picture is not None}


def _with_contents(monograph: Monograph, chosen: set[str]) -> set[str]:
    """The chosen keys, and those of all that stands under a chosen heading without text."""
    brought = {section.key for section in monograph.sections if not section.html.strip()} & chosen
    while inside := {section.key for section in monograph.sections if section.parent in brought} - brought:
        brought |= inside
    return chosen | brought


def _references(monograph: Monograph, sections: tuple[Section, ...]) -> tuple[PacketReference, ...]:
    marks: dict[str, str] = {}
    for section in sections:
        for citation in citations(section.html):
            marks.setdefault(citation.ref, citation.mark)
    return tuple(_reference(monograph, number, ref, mark) for number, (ref, mark) in enumerate(marks.items(), start=1))


def _reference(monograph: Monograph, number: int, ref: str, mark: str) -> PacketReference:
    reference = monograph.reference(ref)
    if reference is None or reference.status is ReferenceStatus.MISSING:
        return PacketReference(number, ref, mark, ReferenceStatus.MISSING, "")
    return PacketReference(number, ref, reference.label or mark, reference.status, format_ama(reference).html)
