"""Any HTML to Materia HTML. nh3 decides what may stay; what is done before and after keeps the text readable.

Before: what cannot be seen and what is struck out is taken out, on the tree that nh3 makes of the text, and reported.
Blocks that Materia HTML does not have become those it has. Were they only unwrapped, the end of one would be
glued to the beginning of the next, and `10 mg</div><div>5 mg` would read as another dose.
After: what nh3 leaves empty is taken out, and so are characters that nobody sees.

The tags are found by a scanner of our own, which also counts what is left out: `html.parser` needs 28 seconds for 60 KB
of `<a <a <a ` (Python 3.11), this one a time in proportion to the length.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape, unescape

import nh3

from desktop_app.monograph.html import ATTRIBUTES, BLOCKS, CELLS, SCHEMES, TAGS
from desktop_app.monograph.model import Dropped
from desktop_app.monograph.steps import NUMBER, STYLE
from desktop_app.monograph.visibility import JUDGED, STRIKING
from desktop_app.monograph.visible_text import MAY_HIDE, visible

_LIKE_PARAGRAPHS = (
    *("address", "article", "aside", "body", "center", "details", "dialog", "dir", "div", "fieldset"),
    *("figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "legend", "main", "menu"),
    *("nav", "pre", "search", "section", "summary"),
)
_BECOMES = (
    dict.fromkeys(_LIKE_PARAGRAPHS, "p")
    | {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4", "tfoot": "tbody"}
    | {"b": "strong", "i": "em", "cite": "em", "dfn": "em", "var": "em"}
)
"""Elements of which only the name is not Materia HTML's."""
_GONE_WITH_CONTENT = frozenset(
    {
        *("applet", "audio", "canvas", "iframe", "math", "noembed", "noframes", "noscript", "object"),
        *("script", "select", "style", "svg", "template", "textarea", "title", "video", "xmp"),
    }
)
"""Elements whose content is no text of the source."""
_TRANSPARENT = frozenset(
    {
        *("html", "head", "span", "font", "small", "big", "u", "ins", "bdi", "bdo", "abbr", "acronym"),
        *("mark", "time", "data", "wbr", "tt", "code", "kbd", "samp", "q", "nobr", "label"),
        *STRIKING,
    }
)
"""Elements whose tags may go without anybody missing them: they are not reported."""

_AS_WRITTEN = frozenset(
    {
        *("area", "base", "basefont", "bgsound", "col", "colgroup", "embed", "frame", "image", "input", "keygen"),
        *("link", "meta", "param", "plaintext", "source", "track"),
    }
)
"""Elements that a parser of HTML reads unlike others; they hold nothing that could be hidden."""

_SEEN = TAGS | _TRANSPARENT | _BECOMES.keys() - {"html", "head", "body"}
_FOR_JUDGING = dict.fromkeys(_SEEN | _GONE_WITH_CONTENT | _AS_WRITTEN) | {"html": "div", "head": "div", "body": "div"}
"""Elements that are looked at for what can be seen, and by which other name; what is not among them becomes `span`."""
_CONTENT = frozenset({"start", "value", "reversed"})
"""Attributes whose loss changes what is read (the numbers of steps); other attributes only dress the text."""

_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[a-zA-Z][^\s/>]*+)"
    r"""(?P<attributes>(?>(?:[^>=]++|=\s*+(?>(?:"[^"]*+"|'[^']*+')?))*))>"""
)
_ATTRIBUTE = re.compile(r"""([^\s/=>]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s>]*+))?""")
_TARGETS = {
    "href": re.compile(r"(?:cite|section):[^\x00-\x1f\x7f]+"),
    "src": re.compile(r"media:[0-9a-f]+"),
}
_MOST_SPANNED = 1000

_BLOCK = "|".join(sorted(BLOCKS | CELLS))
_EMPTY_AFTER = re.compile(rf"(\A|</?(?:{_BLOCK})(?: [^>]*)?>)(?:\s*<p>\s*</p>)+")
_EMPTY_BEFORE = re.compile(rf"(?:<p>\s*</p>\s*)+(?=\Z|</?(?:{_BLOCK})[ >])")
_EMPTY = re.compile(r"<p>\s*</p>")
_LEFT = re.compile(r"""<(?P<close>/?)(?P<name>a|img)(?P<attributes>(?>(?: [a-z]+="[^"]*+")*))>""")
_UNSEEN = dict.fromkeys(
    [
        *range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0),  # controls
        0xAD, 0x200B, 0x2060, 0xFEFF,                                     # where a line may break, or may not
        *range(0x202A, 0x202F), *range(0x2066, 0x206A),                   # overrides of the direction of writing
    ]
)  # fmt: skip
"""Characters that split a word for search, or show a text other than it is, without being seen."""
_ANY_UNSEEN = re.compile(f"[{re.escape(''.join(map(chr, _UNSEEN)))}]")

_STRANGE = re.compile(
    rf"<(?!/?(?:{'|'.join(sorted(TAGS))})>"
    r"""|t[dh](?>(?: (?:row|col)span="[1-9]\d{0,2}")+)>"""
    r"""|a href="(?:cite|section):[^"&\x00-\x1f\x7f]++">"""
    r"""|img src="media:[0-9a-f]++" alt="[^"]*+">)"""
)
"""A tag that may have to be renamed or counted. What importers write themselves has none, which the scanner of tags
would need half of all the time to find."""


@dataclass(frozen=True, slots=True)
class Sanitised:
    """Materia HTML, and what had to be left out to make it so."""

    html: str
    dropped: tuple[Dropped, ...]


def sanitise(html: str) -> Sanitised:
    """Reduce any HTML to Materia HTML. Never raises; what is left out is counted by kind."""
    dropped: Counter[str] = Counter()
    if _STRANGE.search(html):
        counts = dropped
        if MAY_HIDE.search(html):
            html = visible(_JUDGED_CLEANER.clean("".join(_renamed(html, dropped, _name_for_judging))), dropped)
            counts = Counter()  # all has been counted
        html = "".join(_renamed(html, counts, lambda name: _BECOMES.get(name, name)))
    clean = _CLEANER.clean(html)
    tidy = _without_dead_links(clean.translate(_UNSEEN) if _ANY_UNSEEN.search(clean) else clean)
    if _EMPTY.search(tidy):
        tidy = _EMPTY_BEFORE.sub("", _EMPTY_AFTER.sub(r"\1", tidy))
    return Sanitised(tidy, tuple(Dropped(what, count) for what, count in sorted(dropped.items())))


def _kept(tag: str, name: str, value: str) -> str | None:
    if name not in ATTRIBUTES.get(tag, ()):  # nh3 lets `title` and `lang` stand on everything
        return None
    if name in _TARGETS:
        return value if _TARGETS[name].fullmatch(value) else None
    if name in {"start", "value"}:
        return value if NUMBER.fullmatch(value) else None
    if name in {"reversed", "type"}:
        return "" if name == "reversed" else value if STYLE.fullmatch(value) else None
    if name in {"rowspan", "colspan"}:
        return value if value.isascii() and value.isdigit() and 1 <= int(value[:6]) <= _MOST_SPANNED else None
    return value


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(_GONE_WITH_CONTENT),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    attribute_filter=_kept,
    url_schemes=set(SCHEMES),
    link_rel=None,
    strip_comments=True,
)
"""One for all texts: to set it up takes as long as to clean a short one. It keeps nothing of what it cleaned."""
_JUDGED_CLEANER = nh3.Cleaner(
    tags=set(_SEEN),
    clean_content_tags=set(_GONE_WITH_CONTENT),
    attributes={"*": set(JUDGED)} | {tag: set(names) for tag, names in ATTRIBUTES.items()},
    attribute_filter=lambda tag, name, value: value if name in JUDGED else _kept(tag, name, value),
    url_schemes=set(SCHEMES),
    link_rel=None,
    strip_comments=True,
)
"""Leaves what says whether a text can be seen, in a tree in which every element has its end."""


def _name_for_judging(name: str) -> str:
    return _FOR_JUDGING.get(name, "span") or name


def _renamed(html: str, dropped: Counter[str], renamed: Callable[[str], str]) -> Iterator[str]:
    """The same HTML with other names for some elements; what will not survive is counted on the way."""
    done = 0
    while (start := html.find("<", done)) >= 0:
        yield html[done:start]
        done = start
        if html.startswith("<!--", start):
            dropped["comment"] += 1
            end = html.find("-->", start + 4)
            if end < 0:
                break
            done = end + 3
            continue
        tag = _TAG.match(html, start)
        if tag is None:
            follows = html[start + 1 : start + 3]
            if follows[:1].isalpha() or (follows[:1] == "/" and follows[1:].isalpha()):
                break  # a tag that never ends: nothing after it can be one
            yield "<"
            done = start + 1
            continue
        done = tag.end()
        name = tag["name"].lower()
        if ":" in name and (local := name.rpartition(":")[2]) in _SEEN:
            name = local  # of XHTML with a prefix: unwrapped, the cells of a table would run together
        if not tag["close"]:
            _count(name, tag["attributes"], dropped)
            if name in _GONE_WITH_CONTENT:
                end = _end_of(name, html, done)
                yield tag[0] + html[done:end]
                done = end
                continue
        yield f"<{tag['close']}{renamed(name)}{tag['attributes']}>"
    yield html[done:]


def _count(name: str, attributes: str, dropped: Counter[str]) -> None:
    name = _BECOMES.get(name, name)
    if name not in TAGS:
        if name not in _TRANSPARENT:
            dropped[f"{name} element"] += 1
        return
    allowed = ATTRIBUTES.get(name, set())
    for attribute, quoted in _ATTRIBUTE.findall(attributes):
        key = attribute.lower()
        value = unescape(quoted[1:-1] if quoted[:1] in {'"', "'"} else quoted)
        if key in allowed:
            if _kept(name, key, value) is not None:
                continue
            dropped[f"{name} target" if key in _TARGETS else f"{key} attribute"] += 1
        elif key in _CONTENT or key.startswith("on"):
            dropped[f"{key} attribute"] += 1


def _end_of(name: str, html: str, start: int) -> int:
    end = re.compile(rf"</{re.escape(name)}[\s/>]", re.IGNORECASE).search(html, start)
    return len(html) if end is None else end.start()


def _without_dead_links(html: str) -> str:
    """Unwrap links that lead nowhere; in the place of a picture that is not there put its description, in brackets."""
    kept: list[bool] = []

    def tidy(tag: re.Match[str]) -> str:
        if tag["name"] == "img":
            attributes = dict(_ATTRIBUTE.findall(tag["attributes"]))
            if "src" in attributes:
                return tag[0]
            words = unescape(attributes.get("alt", "")[1:-1]).strip()
            return f"[{escape(words, quote=False)}]" if words else ""
        if tag["close"]:
            return tag[0] if kept and kept.pop() else ""
        kept.append(" href=" in tag["attributes"])
        return tag[0] if kept[-1] else ""

    return _LEFT.sub(tidy, html)
