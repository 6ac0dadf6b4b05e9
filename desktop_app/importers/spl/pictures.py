"""The pictures of a label: its text names an entry, the entry names a file, and the file may have come with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from lxml import etree

from desktop_app.importers.items import Item
from desktop_app.importers.limits import Limits
from desktop_app.importers.pictures import picture_of
from desktop_app.importers.spl.names import OBSERVATION_MEDIA, RENDER_MULTI_MEDIA, TEXT, attribute, text_of, v3
from desktop_app.monograph.model import Media

_REFERENCE = f"{v3('value')}/{v3('reference')}"


@dataclass(frozen=True, slots=True)
class _Entry:
    file_name: str
    words: str
    """What the label says of the picture for those who cannot see it."""


class LabelPictures:
    """Finds pictures by the name they have in the text; keeps those that were shown, and words for those missing."""

    def __init__(self, body: etree._Element, item: Item, limits: Limits) -> None:
        self._beside: Mapping[str, bytes] = item.beside
        self._limits = limits
        self._entries = {
            attribute(entry, "ID"): _Entry(attribute(entry.find(_REFERENCE), "value"), text_of(entry.find(TEXT)))
            for entry in body.iter(OBSERVATION_MEDIA)
        }
        self._placed = {name for render in body.iter(RENDER_MULTI_MEDIA) for name in _names(render)}
        self._read: dict[str, Media | None] = {}
        self.missing: list[str] = []

    @property
    def media(self) -> tuple[Media, ...]:
        """Those shown so far, each once."""
        return tuple({media.sha256: media for media in self._read.values() if media is not None}.values())

    def html(self, render: etree._Element, caption: str) -> str:
        """What stands for a `renderMultiMedia` element: the picture with its caption, or a sentence that says that the
        source has a figure here. `caption` is HTML of a line."""
        shown = [self._shown(name, caption) for name in _names(render)]
        return "<br>".join(filter(None, [*shown, caption]))

    def unplaced(self, entry: etree._Element) -> str:
        """What stands for a picture that no text calls for; empty where one does."""
        name = attribute(entry, "ID")
        return "" if name in self._placed else self._shown(name, "")

    def _shown(self, name: str, caption: str) -> str:
        entry = self._entries.get(name, _Entry("", ""))
        media = self._media(entry.file_name)
        if media is not None:
            words = escape(entry.words or "Figure")
            return f'<img src="media:{media.sha256}" alt="{words}">'
        what = entry.file_name or name or "without a name"
        self.missing.append(f"picture {what}" + (f" ({entry.words})" if entry.words else ""))
        why = "cannot be shown" if self._bytes(entry.file_name) is not None else "is not in the imported file"
        about = "" if caption or not entry.words else f": {escape(entry.words, quote=False)}"
        return f"[The source has a figure here, which {why}{about}]"

    def _media(self, file_name: str) -> Media | None:
        if file_name not in self._read:
            data = self._bytes(file_name)
            self._read[file_name] = None if data is None else picture_of(data, self._limits)
        return self._read[file_name]

    def _bytes(self, file_name: str) -> bytes | None:
        return self._beside.get(file_name) if file_name else None


def _names(render: etree._Element) -> list[str]:
    """`referencedObject` may name several pictures. None at all is one without a name."""
    return attribute(render, "referencedObject").split() or [""]
