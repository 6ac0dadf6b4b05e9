"""The text of a source, by its headings, for counting its words: read anew from its bytes, not as its importer reads.

Of the importers only their declarations are used: which parts of a page are no article, what is struck out. What a
source declares itself to be no text (ids, codes, dates) is none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape
from typing import Any

from lxml import etree, html

from desktop_app.importers.decoding import decode, without_unprintable
from desktop_app.importers.items import Item
from desktop_app.importers.limits import Limits
from desktop_app.importers.source_tree import TreeText, local_name
from desktop_app.importers.word_count import SourceText, in_runs, known_places, words_of, words_with_places

_FHIR = "{http://hl7.org/fhir}"
_NO_TEXT_FIELDS = frozenset({"id", "set_id", "version", "effective_time", "openfda"})
_GENERATED = frozenset({"generated", "extensions", "empty"})
_RUN = 5
"""Words in a row that tell that a field of openFDA repeats another one."""
_MARKDOWN = re.compile(
    r"""!\[[^\[\]\n]*+\]\([^()\n]*+\)                     # a picture
    |\[@[^\[\]]*+\]|\[\^[^\[\]\s]++\]:?                   # a mark of a reference or note
    |~~[^~\n]++~~                                        # struck out
    |\]\([^()\s]*+(?:[ ]"[^"\n]*+")?\)                    # where a link leads
    |\{[\#.\w][^{}\n]*+\}[ \t]*+$                        # attributes of a heading
    |^[ \t>]*+(?>(?:[-*+][ \t]++)*)\d{1,9}[.)](?=\s)     # the number of a step
    |^Table:|\[(?:source|citation)[ ]needed\]""",
    re.MULTILINE | re.VERBOSE | re.IGNORECASE,
)
_DECLARATION = re.compile(r"\A\s*+<\?xml\b[^<>]*+>")
_HEADING = re.compile(r"#{1,6}[ \t]+(.*)")
_CITED = re.compile(r"\[(?:\d{1,4}|[a-z]|(?:note|nb) \d+|edit|(?:citation|source) needed)\]", re.IGNORECASE)
_BACK = re.compile(
    r"^\s*(?:\[?\d{1,4}[.)\]]?\s*)?[\^↑]\s*+(?:(?:Jump up to:\s*+)?(?:[a-z]{1,2}\s+)*[a-z]{1,3}\b\s(?=\S))?"
)


def source_texts(item: Item, limits: Limits) -> list[SourceText] | None:
    """The text of an item; None of a format whose files bring their count with them.

    Of an item that its importer could read. Raises UserError where it cannot be read again.
    """
    reader = _READERS.get(item.format)
    return None if reader is None else [text for text in reader(item, limits) if text.text.strip()]


def _label(item: Item, limits: Limits) -> Iterator[SourceText]:
    """SPL: titles and texts of the document's sections, and what they contribute to the highlights."""
    from desktop_app.importers.xml_source import parse_xml

    tree = TreeText()
    document = parse_xml(item.data, item.name, limits)
    for element in document.iter("{*}title", "{*}text"):
        above = element.getparent()
        if above is None or local_name(above) not in {"document", "section", "highlight"}:
            continue
        around = [local_name(one) for one in above.iterancestors()]
        if "text" in around or "title" in around:
            continue  # it is part of another text
        section = next((one for one in element.iterancestors() if local_name(one) == "section"), above)
        title = next((child for child in section if local_name(child) == "title"), None)
        yield SourceText("" if title is None else " ".join(tree.text(title).split()), tree.text(element))


def _openfda(item: Item, limits: Limits) -> Iterator[SourceText]:
    """The texts of a label's fields, each passage once: openFDA repeats a section in the field of the one around it,
    and every table as text and as HTML."""
    found = json.loads(decode(item.data, item.name, limit=limits.document_bytes))
    found = found.get("results", found) if isinstance(found, dict) else found
    label = found[0] if isinstance(found, list) else found
    fields: list[tuple[str, str]] = []
    for name, value in label.items():
        if name in _NO_TEXT_FIELDS or name.startswith("@"):
            continue
        strings = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        texts = [text for text in strings if isinstance(text, str)]
        if name.endswith("_table"):
            texts = [_html_text(text) for text in texts]
        fields.append((name.removesuffix("_table").replace("_", " ").capitalize(), "\n".join(texts)))
    seen = set[tuple[str, ...]]()
    for heading, text in sorted(fields, key=lambda field: -len(field[1])):
        pieces = text.split()
        words, places = words_with_places(pieces)
        repeated = known_places(words, seen, _RUN)
        seen.update(in_runs(words, _RUN))
        new = dict.fromkeys(place for place, known in zip(places, repeated, strict=True) if not known)
        yield SourceText(heading, " ".join(pieces[place] for place in new))


def _epi(item: Item, limits: Limits) -> Iterator[SourceText]:
    """FHIR: titles and narratives of all sections of the Compositions."""
    start = item.data.lstrip(b"\xef\xbb\xbf \t\r\n\0\xff\xfe")[:1]
    if start == b"<":
        from desktop_app.importers.xml_source import parse_xml

        root = parse_xml(item.data, item.name, limits)
        for composition in root.iter(f"{_FHIR}Composition"):
            yield from _holder_in_xml(composition)
        return
    bundle = json.loads(decode(item.data, item.name, limit=limits.document_bytes))
    entries = bundle.get("entry")
    for entry in entries if isinstance(entries, list) else [entries]:
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict) and resource.get("resourceType") == "Composition":
            yield from _holder_in_json(resource)


def _holder_in_json(holder: Mapping[str, Any]) -> Iterator[SourceText]:
    text = holder.get("text")
    text = text if isinstance(text, dict) else {}
    div, title = text.get("div"), holder.get("title")
    inner = holder.get("section")
    yield from _narrative(
        title if isinstance(title, str) else "",
        _html_text(div) if isinstance(div, str) else "",
        str(text.get("status")),
        is_document="resourceType" in holder,
        is_empty="emptyReason" in holder,
    )
    for section in inner if isinstance(inner, list) else [inner]:
        if isinstance(section, dict):
            yield from _holder_in_json(section)


def _holder_in_xml(holder: etree._Element) -> Iterator[SourceText]:
    title = holder.find(f"{_FHIR}title")
    text = holder.find(f"{_FHIR}text")
    div = None if text is None else next((child for child in text if local_name(child) == "div"), None)
    status = None if text is None else text.find(f"{_FHIR}status")
    yield from _narrative(
        "" if title is None else title.get("value", ""),
        "" if div is None else _tree_text(div),
        "" if status is None else status.get("value", ""),
        is_document=local_name(holder) == "composition",
        is_empty=holder.find(f"{_FHIR}emptyReason") is not None,
    )
    for section in holder.iterfind(f"{_FHIR}section"):
        yield from _holder_in_xml(section)


def _narrative(title: str, text: str, status: str, *, is_document: bool, is_empty: bool) -> Iterator[SourceText]:
    """A title is text where a text stands under it that does not begin with it."""
    if is_empty or status == "empty" or (is_document and status in _GENERATED):
        return
    words, own = words_of(text), words_of(title)
    if words and not is_document and own != words[: len(own)]:
        text = f"{title}\n{text}"
    yield SourceText(title, text)


def _page(item: Item, limits: Limits) -> Iterator[SourceText]:
    """A web page: its article, folded parts and notes included; without what the importer declares to be no part."""
    from desktop_app.importers.encyclopedia.page import content_of, no_part_of_article
    from desktop_app.importers.html_page import parse_page

    content = content_of(parse_page(item.data, item.name, limits))
    if content is None:
        return
    yield from TreeText(no_part_of_article, unfolds=True).texts(content)


def _article(item: Item, limits: Limits) -> Iterator[SourceText]:
    """An article or a monograph of the house as plain text: all below the front matter."""
    from desktop_app.importers.article.layout import looks_like_heading
    from desktop_app.importers.authored.front_matter import is_authored, split

    text = decode(item.data, item.name, limit=limits.document_bytes)
    if is_authored(text, item.name):
        _, taken = split(text)
        body = unescape(_MARKDOWN.sub(" ", "\n".join(text.split("\n")[taken:])))
        yield from _under_headings(
            body.split("\n"), lambda line: found[1].strip(" #") if (found := _HEADING.match(line)) else ""
        )
        return
    lines = (_CITED.sub(" ", _BACK.sub("", line)) for line in text.splitlines())
    yield from _under_headings(lines, lambda line: line.strip() if looks_like_heading(line.strip()) else "")


def _under_headings(lines: Iterable[str], heading_in: Callable[[str], str]) -> Iterator[SourceText]:
    heading, kept = "", list[str]()
    for line in lines:
        if found := heading_in(line):
            yield SourceText(heading, "\n".join(kept))
            heading, kept = found, []
        kept.append(line)
    yield SourceText(heading, "\n".join(kept))


def _html_text(text: str) -> str:
    """The text of a piece of HTML or XHTML: as XML where it is that, since HTML has no `<title/>`."""
    text = _DECLARATION.sub("", without_unprintable(text))
    try:
        root = etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))
    except (etree.XMLSyntaxError, ValueError):
        root = html.fragment_fromstring(text, create_parent="div")
    return _tree_text(root)


def _tree_text(root: etree._Element) -> str:
    return TreeText(judged=True).text(root)


_READERS: Mapping[str, Callable[[Item, Limits], Iterator[SourceText]]] = {
    "article-text": _article,
    "authored": _article,
    "encyclopedia": _page,
    "epi": _epi,
    "openfda": _openfda,
    "spl": _label,
}
