"""The XHTML of a section of an ePI as HTML for the sanitiser: links to sections, pictures, no heading said twice."""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from urllib.parse import unquote_to_bytes

from desktop_app.importers.epi.resources import Bundle, Resource, word
from desktop_app.importers.limits import Limits
from desktop_app.importers.pictures import picture_of
from desktop_app.monograph.model import Media

_TAG = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z][\w:.-]*+)(?P<rest>(?>(?:[^<>"'/]++|"[^"<]*+"|'[^'<]*+'|/(?!>))*))(?P<empty>/?)>"""
)
"""A tag of XML, in which no attribute can hold a `<`: so that a tag which never ends is given up at the next one."""
_ATTRIBUTE = re.compile(r"""(?<![\w:.-])([\w:.-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_VOID = frozenset({"br", "img", "hr", "col", "wbr"})
_DRESS = frozenset({"col", "colgroup"})
_WRAPPER = re.compile(r"\s*<div\b[^<>]*>(?P<inside>.*)</div\s*>\s*", re.S | re.I)
_HEADING = re.compile(
    r"(?P<before>(?>(?:\s|&nbsp;|<br */?>|</?(?:a|div|p)\b[^<>]*>)*))"
    r"<(?P<name>h[1-6])\b[^<>]*>(?P<text>.*?)</(?P=name)>",
    re.S,
)
_NUMBER = re.compile(r"^(?:\d+ )+")
_SPACE = re.compile(r"[ \t\r\n]+")
_NO_ALT = frozenset({"null", "undefined"})


@dataclass(slots=True)
class Pictures:
    """The pictures of one ePI: from Binary resources and from `data:` links."""

    bundle: Bundle
    composition: Resource
    limits: Limits
    media: dict[str, Media] = field(default_factory=dict)
    """By SHA-256."""
    missing: list[str] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    """Names by which the text shows them."""
    _found: dict[str, str | None] = field(default_factory=dict)

    def link(self, source: str) -> str | None:
        """`media:…` for what an `img` shows; None where that is no picture, or not there."""
        self.shown.add(source)
        if source not in self._found:
            data = self._bytes_of(source)
            media = picture_of(data, self.limits) if data is not None else None
            if media is None:
                self.missing.append(f"picture {source[:80]}")
            else:
                self.media.setdefault(media.sha256, media)
            self._found[source] = f"media:{media.sha256}" if media else None
        return self._found[source]

    def is_binary(self, reference: str) -> bool:
        found = self.bundle.referred(reference, self.composition)
        return found is not None and word(found.get("resourceType")) == "Binary"

    def _bytes_of(self, source: str) -> bytes | None:
        if source[:5].lower() == "data:":
            return _data_link(source, self.limits)
        found = self.bundle.referred(source, self.composition)
        if found is None or word(found.get("resourceType")) != "Binary":
            return None
        return _decoded(word(found.get("data")), self.limits)


def anchors(div: str) -> set[str]:
    """The names that links can lead to in a narrative."""
    return {
        unescape(double or single)
        for tag in _TAG.finditer(div)
        for key, double, single in _ATTRIBUTE.findall(tag["rest"])
        if key in {"id", "name", "xml:id"}
    }


def narrative(
    div: str, title: str, section_of: Callable[[str], str | None], pictures: Pictures, dropped: Counter[str]
) -> str:
    """The content of a `div`, not yet sanitised. `section_of` gives the section that a link `#…` leads to; links that
    lead elsewhere are counted as `dropped`, their words stay."""
    wrapper = _WRAPPER.fullmatch(div)
    inside = wrapper["inside"] if wrapper else div
    heading = _HEADING.match(inside)
    if heading and _same(_TAG.sub("", heading["text"]), title):
        inside = heading["before"] + inside[heading.end() :]

    def rewritten(tag: re.Match[str]) -> str:
        name = tag["name"].lower()
        if name in _DRESS:
            return ""
        if tag["close"]:
            return tag[0]
        attributes = {
            key.lower(): unescape(double or single) for key, double, single in _ATTRIBUTE.findall(tag["rest"])
        }
        if name == "img":
            return _image(attributes, pictures)
        whole = tag[0]
        if name == "a":
            target = attributes.get("href", "").strip()
            key = section_of(target) if target.startswith("#") else None
            if target and not target.startswith("#"):  # also one in Materia's own schemes, which would be forged
                dropped["link to a website"] += 1
            whole = f'<a href="section:{escape(key)}">' if key else "<a>"
            return f"{whole}</a>" if tag["empty"] else whole
        if tag["empty"] and name not in _VOID:
            return f"<{tag['name']}{tag['rest']}></{tag['name']}>"
        return whole

    return _SPACE.sub(" ", _TAG.sub(rewritten, inside)).strip()


def _image(attributes: dict[str, str], pictures: Pictures) -> str:
    words = attributes.get("alt", "").strip()
    words = "" if words in _NO_ALT else words
    link = pictures.link(attributes.get("src", ""))
    if link is None:
        return f"[{escape(words, quote=False)}]" if words else ""
    return f'<img src="{link}" alt="{escape(words)}">'


def _same(heading: str, title: str) -> bool:
    """Whether a heading says what the title says, be it without its number."""
    words = _plain(heading)
    return bool(words) and words in {_plain(title), _NUMBER.sub("", _plain(title))}


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", unescape(text)).strip().casefold()


def _data_link(source: str, limits: Limits) -> bytes | None:
    head, _, body = source.partition(",")
    if head.lower().endswith(";base64"):
        return _decoded(body, limits)
    data = unquote_to_bytes(body[: 3 * limits.picture_bytes])
    return data if len(data) <= limits.picture_bytes else None


def _decoded(text: str, limits: Limits) -> bytes | None:
    compact = "".join(text.split())
    if not compact or len(compact) > limits.picture_bytes * 4 // 3 + 4:
        return None
    try:
        return base64.b64decode(compact, validate=True)
    except (binascii.Error, ValueError):
        return None
