"""Whatever an importer makes, what enters the library is sanitised, unique, and of a sensible size."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.final_check import checked
from desktop_app.importers.items import Imported
from desktop_app.importers.limits import LIMITS
from desktop_app.monograph.html import sanitise
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import (
    Dropped,
    Media,
    Monograph,
    Name,
    NameKind,
    Provenance,
    Reference,
    ReferenceStatus,
    Section,
)

PICTURE = Media("ab" * 32, "image/png", 1, 1, b"x" * 10)


def section(html: str = "<p>Text.</p>", key: str = "a", parent: str | None = None) -> Section:
    return Section(key, Kind.OTHER, "A title", html, 0, parent)


def made(*sections: Section, **changes: object) -> Monograph:
    monograph = Monograph("x:1", "Testol", "en", (), sections or (section(),), (), Provenance("test"))
    return replace(monograph, **changes)  # type: ignore[arg-type]


def check(monograph: Monograph, *media: Media, **limits: int) -> Imported:
    return checked(Imported(monograph, media), "f", replace(LIMITS, **limits))


EVERYTHING = (
    '<p>5 &lt; 6 &amp; <a href="section:b">b</a><a href="cite:1">1</a><br><sup>2</sup></p>'
    "<table><caption>c</caption>"
    '<tbody><tr><td rowspan="2" colspan="3">x</td><th colspan="2">y</th></tr></tbody></table>'
)


def test_what_the_sanitiser_writes_passes_as_it_is() -> None:
    html = sanitise(EVERYTHING).html
    assert "rowspan" in html
    assert "cite:1" in html
    references = (Reference("1", "1", ReferenceStatus.MISSING),)
    imported = Imported(made(section(html), section(key="b"), references=references))
    assert checked(imported, "f", LIMITS) == imported


def test_a_date_that_is_none_is_no_date_and_reported() -> None:
    provenance = Provenance("test", effective_date="2024-02-30", retrieved="2024-02-29T10:00:00Z", unresolved=("x",))
    found = check(made(provenance=provenance)).monograph.provenance
    assert (found.effective_date, found.retrieved) == ("", "2024-02-29")
    assert found.unresolved == ("x", "effective date 2024-02-30")


def test_links_that_lead_nowhere_are_unwrapped() -> None:
    html = (
        '<p><a href="section:a">1 <em>x</em></a> <a href="section:z">2 <em>y</em></a> <a href="cite:?">needed</a> '
        '<a href="cite:5">5</a> <a href="section:a&amp;b">6</a></p>'
    )
    found = check(made(section(html), section(key="a&b"))).monograph.sections[0].html
    assert found == (
        '<p><a href="section:a">1 <em>x</em></a> 2 <em>y</em> <a href="cite:?">needed</a> 5 '
        '<a href="section:a&amp;b">6</a></p>'
    )


@pytest.mark.parametrize(
    ("html", "clean", "dropped"),
    [
        ("<p>a<script>alert(1)</script></p>", "<p>a</p>", Dropped("script element", 1)),
        ('<p onclick="x()">a</p>', "<p>a</p>", Dropped("onclick attribute", 1)),
        ('<p><a href="javascript:x()">a</a></p>', "<p>a</p>", Dropped("a target", 1)),
        ('<p>a<img src="data:image/png;base64,AA"></p>', "<p>a</p>", Dropped("img target", 1)),
        ("<p>a<iframe", "<p>a</p>", None),
    ],
)
def test_what_is_not_sanitised_is(html: str, clean: str, dropped: Dropped | None) -> None:
    before = Dropped("comment", 2)
    monograph = made(section(html), section(key="b"), provenance=Provenance("test", dropped=(before,)))
    monograph = check(monograph).monograph
    assert monograph.sections[0].html == clean
    assert before in monograph.provenance.dropped
    assert dropped is None or dropped in monograph.provenance.dropped


def test_pictures_that_are_not_shown_or_not_there() -> None:
    there = f'<img src="media:{PICTURE.sha256}" alt="x">'
    html = f'<p>1 {there} 2 <img src="media:cd" alt="carton"> 3 <img src="media:ef"></p>'
    other = replace(PICTURE, sha256="00")
    imported = check(made(section(html), section(html, "b")), other, PICTURE)
    assert imported.media == (PICTURE,)
    expected = f"<p>1 {there} 2 [carton] 3 </p>"
    assert [section.html for section in imported.monograph.sections] == [expected] * 2


def test_one_picture_shown_in_too_many_places_is_refused() -> None:
    html = f'<p><img src="media:{PICTURE.sha256}"></p>' * 3
    with pytest.raises(UnreadableInputError, match="it shows pictures in 6 places, where 5 are the most"):
        check(made(section(html), section(html, "b")), PICTURE, pictures=5)
    assert check(made(section(html), section(html, "b")), PICTURE, pictures=6).media == (PICTURE,)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"uid": " "}, "its identifier is empty"),
        ({"title": "a\u202eb"}, "its title is empty or holds characters"),
        ({"title": "x" * 1001}, "its title has 1,001 characters, where 1,000 are the most"),
        ({"sections": (section(), section())}, "two of its sections have the same key ('a')"),
        ({"sections": (section(parent="b"), section(key="b"))}, "lies in one that does not come before it"),
        ({"sections": (section(""),)}, "f has no text to import"),
        (
            {"references": (Reference("1", "1", ReferenceStatus.MISSING),) * 2},
            "two of its references have the same mark",
        ),
    ],
)
def test_contradictions_are_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(UnreadableInputError, match=re.escape(words)):
        check(made(**changes))


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"sections": 1}, "it has 2 sections, where 1 are the most"),
        ({"references": 0}, "it has 1 references"),
        ({"names": 0}, "it has 1 names"),
        ({"section_characters": 30}, "its section “A title” has"),
        ({"monograph_characters": 100}, "its text has"),
        ({"cell_characters": 20}, "a table cell has 30 characters, where 20 are the most"),
        ({"pictures": 0}, "it shows 1 pictures, where 0 are the most"),
        ({"pictures_bytes": 9}, "its pictures have"),
    ],
)
def test_sizes_are_limited(limits: dict[str, int], words: str) -> None:
    cells = f"<table><tbody><tr><td>a</td><td>{'x' * 30}</td></tr></tbody></table>"
    picture = f'<p><img src="media:{PICTURE.sha256}"></p>'
    monograph = made(
        section(cells + picture),
        section(key="b"),
        references=(Reference("1", "1", ReferenceStatus.MISSING),),
        names=(Name("Testol", NameKind.GENERIC),),
    )
    check(monograph, PICTURE)
    with pytest.raises(UnreadableInputError, match=re.escape(words)):
        check(monograph, PICTURE, **limits)


@pytest.mark.parametrize(
    ("html", "limit", "words"),
    [
        ("<p>" + "x" * 60 + "</p>", "word_characters", "a word .* has 60 characters, where 50 are the most"),
        ("<p>" + "xy " * 20 + "z</p>", "run_characters", "a passage .* has 61 characters, where 50 are the most"),
    ],
)
def test_a_word_or_passage_that_no_layout_could_hold_is_refused_in_words(html: str, limit: str, words: str) -> None:
    with pytest.raises(UnreadableInputError, match=words):
        check(made(section(html)), **{limit: 50})


def test_tables_that_will_not_be_shown_as_tables_are_reported_and_stay_in_the_text() -> None:
    wide = "<table><tbody><tr>" + "<td>5 mg</td>" * 150 + "</tr></tbody></table>"
    spanning = "<table><tbody>" + '<tr><td rowspan="999" colspan="999">x</td></tr>' * 30 + "</tbody></table>"
    deep = "<table><tbody><tr><td>" * 45 + "10 mg" + "</td></tr></tbody></table>" * 45
    found = check(made(section(sanitise(wide + spanning + deep).html))).monograph
    told = {item.what: item.count for item in found.provenance.dropped}
    assert told == {
        "table too large to be set as one, shown row by row": 2,
        "table too deep inside others, shown cell by cell": 41,
    }
    assert found.sections[0].html.count("<td") == 150 + 30 + 45
