"""Footnotes that are parts of others, and marks inside footnotes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop_app.importers.items import Imported
from desktop_app.monograph.model import ReferenceStatus


def mark(note: str, label: str, page: str = "") -> str:
    return (
        f'<sup class="mw-ref reference"><a href="{page}#cite_note-{note}"><span class="mw-reflink-text">'
        f'<span class="cite-bracket">[</span>{label}<span class="cite-bracket">]</span></span></a></sup>'
    )


def note(name: str, text: str, more: str = "") -> str:
    return (
        f'<li id="cite_note-{name}"><span class="mw-cite-backlink">'
        f'<a href="#cite_ref-{name}" rel="mw:referencedBy">↑</a></span>'
        f' <span id="mw-reference-text-cite_note-{name}" class="mw-reference-text reference-text">{text}</span>'
        f"{more}</li>"
    )


@pytest.mark.parametrize("page", ["", "./Testdrug"])
@pytest.mark.parametrize("main_is_cited", [True, False])
def test_a_sub_reference_keeps_its_parent(
    page: str, main_is_cited: bool, read: Callable[..., Imported], article: Callable[[str], str]
) -> None:
    parts = f'<ol class="mw-subreference-list">{note("11", "p. 627.")}{note("12", "p. 630.")}</ol>'
    book = '<cite>Miller: Book. 2018.</cite> <a href="https://doi.org/10.1000/xyz">doi</a>'
    main = mark("Miller-10", "10", page) if main_is_cited else ""
    text = f"<p>One.{main}</p><p>Two.{mark('11', '10.1', page)} Three.{mark('12', '10.2', page)}</p>"
    imported = read(article(f'{text}<ol class="references">{note("Miller-10", book, parts)}</ol>'))
    found = {one.label: one for one in imported.monograph.references}
    assert list(found) == [*(["10"] if main_is_cited else []), "10.1", "10.2"]
    assert found["10.1"].raw == "Miller: Book. 2018. doi p. 627."
    assert found["10.2"].raw == "Miller: Book. 2018. doi p. 630."
    assert {one.doi for one in found.values()} == {"10.1000/xyz"}
    assert found["10.1"].csl is None
    if main_is_cited:
        assert found["10"].raw == "Miller: Book. 2018. doi"


def test_marks_inside_notes_stay_and_what_they_lead_to_is_known_by_them(
    read: Callable[..., Imported], article: Callable[[str], str]
) -> None:
    notes = (
        f'<ol class="references">{note("a", "Not in renal failure." + mark("5", "5") + mark("gone", "9"))}</ol>'
        f'<ol class="references">{note("5", "Roe R. A study. 2020.")}</ol>'
    )
    monograph = read(article(f"<p>Give 10 mg.{mark('a', 'a')}</p>{notes}")).monograph
    assert [(one.label, one.raw, one.status) for one in monograph.references] == [
        ("a", "Not in renal failure.[5][9]", ReferenceStatus.GIVEN),
        ("5", "Roe R. A study. 2020.", ReferenceStatus.GIVEN),
        ("9", "", ReferenceStatus.MISSING),
    ]


def test_of_two_notes_with_one_id_the_first_holds(read: Callable[..., Imported], article: Callable[[str], str]) -> None:
    page = article(f'<p>x{mark("1", "1")}</p><ol class="references">{note("1", "First.")}{note("1", "Second.")}</ol>')
    assert [one.raw for one in read(page).monograph.references] == ["First."]
