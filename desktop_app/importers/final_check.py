"""The last look at what an importer made, before it may enter the library: what the rest of Materia relies on.

Importers see to all of this themselves; a source that none of us foresaw must not get past the one that forgot.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from html import unescape

from desktop_app.citations.dates import read_iso_date
from desktop_app.errors import UnreadableInputError
from desktop_app.importers.decoding import without_unprintable
from desktop_app.importers.items import Imported
from desktop_app.importers.languages import language_in, text_of
from desktop_app.importers.limits import MB, Limits
from desktop_app.importers.storable import check_storable
from desktop_app.monograph.html import SOURCE_NEEDED, TAGS, sanitise
from desktop_app.monograph.model import Dropped, Monograph
from desktop_app.monograph.table_limits import shown_otherwise

_PLAIN = "|".join(sorted(TAGS - {"a", "img", "br"}))
_FORM = re.compile(
    rf'</?(?:{_PLAIN})>|</a>|<br>|<t[dh](?: (?:row|col)span="\d{{1,4}}")*>'
    r'|<a href="(?:cite|section):[^"<>\x00-\x1f]+">|<img(?: (?:src="media:[0-9a-f]+"|alt="[^"<>]*"))+>'
    r'|<ol(?: (?:start="-?\d{1,6}"|type="[1aAiI]"|reversed=""))+>|<li value="-?\d{1,6}">'
)
_ANY_TAG = re.compile(r"<[^>]*>?")
_WORD = re.compile(r"[^\s<>]+")
_RUN = re.compile(r"[^<>]+")
_CELL = re.compile(r"</?t[dh][ >]")
_LINK = re.compile(r'<a href="(?P<scheme>section|cite):(?P<target>[^"]*+)">(?P<words>(?>(?:[^<]++|<(?!/?a[ >]))*))</a>')
_PICTURE = re.compile(r'<img\b[^>]*\bsrc="media:([0-9a-f]+)"[^>]*>')
_ALT = re.compile(r'\balt="([^"]*)"')


def checked(imported: Imported, name: str, limits: Limits) -> Imported:
    """The same with every section surely sanitised and no picture that is not shown or not there.

    `name` is the file's, for errors. Raises UnreadableInputError for what is over a limit or contradicts itself.
    """
    monograph = imported.monograph
    _check_identity(monograph, name, limits)
    _check_counts(monograph, name, limits)
    check_storable(monograph, name, limits)
    monograph = _in_its_language(_with_real_dates(_with_living_links(_surely_sanitised(monograph))))
    _check_sizes(monograph, name, limits)
    return _with_its_pictures(_with_tables_told(monograph), imported, name, limits)


def _check_identity(monograph: Monograph, name: str, limits: Limits) -> None:
    for what, text in (("identifier", monograph.uid), ("title", monograph.title)):
        if not text.strip() or text != without_unprintable(text):
            raise _refused(name, f"its {what} is empty or holds characters that cannot be shown")
        if len(text) > limits.title_characters:
            raise _refused(
                name, f"its {what} has {len(text):,} characters, where {limits.title_characters:,} are the most"
            )
    keys = [section.key for section in monograph.sections]
    _check_unique(keys, name, "sections have the same key")
    _check_unique((reference.id for reference in monograph.references), name, "references have the same mark")
    known = set[str]()
    for section in monograph.sections:
        if section.parent is not None and section.parent not in known:
            raise _refused(name, f"its section “{section.title[:80]}” lies in one that does not come before it")
        known.add(section.key)


def _check_unique(values: Iterable[str], name: str, words: str) -> None:
    value, count = next(iter(Counter(values).most_common(1)), ("", 0))
    if count > 1:
        raise _refused(name, f"two of its {words} ({value[:80]!r})")


def _check_counts(monograph: Monograph, name: str, limits: Limits) -> None:
    for what, count, most in (
        ("sections", len(monograph.sections), limits.sections),
        ("references", len(monograph.references), limits.references),
        ("names", len(monograph.names), limits.names),
        ("ingredients", len(monograph.substances), limits.names),
        ("moieties", len(monograph.moieties), limits.names),
    ):
        if count > most:
            raise _refused(name, f"it has {count:,} {what}, where {most:,} are the most")
    if not any(section.html for section in monograph.sections):
        raise UnreadableInputError(f"{name} has no text to import.")


def _surely_sanitised(monograph: Monograph) -> Monograph:
    sections, dropped = [], Counter[str]()
    for section in monograph.sections:
        if _is_materia_html(section.html):
            sections.append(section)
            continue
        clean = sanitise(section.html)
        sections.append(replace(section, html=clean.html))
        dropped.update({item.what: item.count for item in clean.dropped})
    if not dropped:
        return replace(monograph, sections=tuple(sections))
    dropped.update({item.what: item.count for item in monograph.provenance.dropped})
    everything = tuple(Dropped(what, count) for what, count in dropped.items())
    provenance = replace(monograph.provenance, dropped=everything)
    return replace(monograph, sections=tuple(sections), provenance=provenance)


def _is_materia_html(html: str) -> bool:
    """Whether every tag is one that the sanitiser lets stand, as it writes them."""
    return all(_FORM.fullmatch(tag) for tag in set(_ANY_TAG.findall(html)))


def _with_living_links(monograph: Monograph) -> Monograph:
    """Without links to sections and references that the monograph does not have: their words stay."""
    known = {
        "section": {section.key for section in monograph.sections},
        "cite": {SOURCE_NEEDED, *(reference.id for reference in monograph.references)},
    }

    def settle(link: re.Match[str]) -> str:
        return link[0] if unescape(link["target"]) in known[link["scheme"]] else link["words"]

    sections = tuple(
        replace(section, html=_LINK.sub(settle, section.html)) if "<a " in section.html else section
        for section in monograph.sections
    )
    return replace(monograph, sections=sections)


def _with_tables_told(monograph: Monograph) -> Monograph:
    """With a report of the tables that will not be shown as tables; they stay in the text as they are."""
    otherwise = Counter[str]()
    for section in monograph.sections:
        otherwise.update(shown_otherwise(section.html))
    if not otherwise:
        return monograph
    told = tuple(Dropped(what, count) for what, count in sorted(otherwise.items()))
    provenance = monograph.provenance
    return replace(monograph, provenance=replace(provenance, dropped=(*provenance.dropped, *told)))


def _with_real_dates(monograph: Monograph) -> Monograph:
    """Without dates that are none: the source then has no date, and what it has in its place is reported."""
    provenance = monograph.provenance
    given = {"effective date": provenance.effective_date, "retrieved": provenance.retrieved}
    dates = {what: read_iso_date(written) for what, written in given.items()}
    if dates == given:
        return monograph
    odd = tuple(f"{what} {written[:80]}" for what, written in given.items() if written and not dates[what])
    provenance = replace(
        provenance,
        effective_date=dates["effective date"],
        retrieved=dates["retrieved"],
        unresolved=(*provenance.unresolved, *odd),
    )
    return replace(monograph, provenance=provenance)


def _in_its_language(monograph: Monograph) -> Monograph:
    """With the language as BCP 47 writes it; that of the text, which is reported, where it cannot be what is said."""
    language, odd = language_in(monograph.language, text_of(section.html for section in monograph.sections))
    if language == monograph.language:
        return monograph
    unresolved = monograph.provenance.unresolved
    if odd and odd not in unresolved:
        unresolved = (*unresolved, odd)
    return replace(monograph, language=language, provenance=replace(monograph.provenance, unresolved=unresolved))


def _check_sizes(monograph: Monograph, name: str, limits: Limits) -> None:
    total = 0
    for section in monograph.sections:
        total += len(section.html)
        if len(section.html) > limits.section_characters:
            raise _refused(name, f"its section “{section.title[:80]}” has {len(section.html):,} characters")
        for what, form, most in (("word", _WORD, limits.word_characters), ("passage", _RUN, limits.run_characters)):
            longest = max(map(len, form.findall(section.html)), default=0) if len(section.html) > most else 0
            if longest > most:
                raise _refused(
                    name,
                    f"a {what} in its section “{section.title[:80]}” has {longest:,} characters, "
                    f"where {most:,} are the most",
                )
        longest = _longest_cell(section.html) if len(section.html) > limits.cell_characters else 0
        if longest > limits.cell_characters:
            raise _refused(
                name, f"a table cell has {longest:,} characters, where {limits.cell_characters:,} are the most"
            )
    if total > limits.monograph_characters:
        raise _refused(name, f"its text has {total:,} characters, where {limits.monograph_characters:,} are the most")


def _longest_cell(html: str) -> int:
    """From the start of a cell to its end, or to the start of a cell of a table in it."""
    longest, start = 0, None
    for tag in _CELL.finditer(html):
        if start is not None:
            longest = max(longest, tag.start() - start)
        start = None if tag[0].startswith("</") else tag.end()
    return longest


def _with_its_pictures(monograph: Monograph, imported: Imported, name: str, limits: Limits) -> Imported:
    """Pictures that the text shows, each once; where the text shows one that is not there, its description instead."""
    given = {media.sha256: media for media in imported.media}
    shown: dict[str, None] = {}

    def settle(tag: re.Match[str]) -> str:
        if tag[1] in given:
            shown.setdefault(tag[1])
            return tag[0]
        words = _ALT.search(tag[0])
        return f"[{words[1]}]" if words and words[1].strip() else ""

    sections = tuple(
        replace(section, html=_PICTURE.sub(settle, section.html)) if "<img" in section.html else section
        for section in monograph.sections
    )
    media = tuple(given[sha256] for sha256 in shown)
    if len(media) > limits.pictures:
        raise _refused(name, f"it shows {len(media):,} pictures, where {limits.pictures:,} are the most")
    places = sum(len(_PICTURE.findall(section.html)) for section in sections if "<img" in section.html)
    if places > limits.pictures:
        raise _refused(name, f"it shows pictures in {places:,} places, where {limits.pictures:,} are the most")
    size = sum(len(picture.data) for picture in media)
    if size > limits.pictures_bytes:
        raise _refused(
            name, f"its pictures have {size / MB:.0f} MB, where {limits.pictures_bytes / MB:.0f} are the most"
        )
    return replace(imported, monograph=replace(monograph, sections=sections), media=media)


def _refused(name: str, why: str) -> UnreadableInputError:
    return UnreadableInputError(f"{name} cannot be imported: {why}.")
