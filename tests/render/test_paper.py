"""The content of a print."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from html import unescape

import pytest

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Name, NameKind, Provenance, ReferenceStatus, Section
from desktop_app.render.paper import Packet, PacketReference, PaperDocument, packet_html, paper_style
from desktop_app.render.units import NO_BREAK, NO_BREAK_HERE

NOW = datetime(2026, 11, 22, 14, 32)  # noqa: DTZ001
GIVEN, MATCHED, MISSING = ReferenceStatus.GIVEN, ReferenceStatus.MATCHED, ReferenceStatus.MISSING
REFERENCES = (
    PacketReference(1, "24", "24", MISSING, ""),
    PacketReference(2, "25", "25", MATCHED, "Grenier B. <em>Ann Fr.</em> 1996."),
    PacketReference(3, "26", "26", GIVEN, "Leggio L. 2010."),
)
PROVENANCE = Provenance("article-text", file_name="baclofen.txt")


def mark(ref: str) -> str:
    return f'<a href="cite:{ref}">{ref}</a>'


def section(
    key: str, html: str = "<p>Text.</p>", *, title: str = "", kind: Kind = Kind.OTHER, parent: str | None = None
) -> Section:
    return Section(key, kind, title or key.upper(), html, 0, parent)


def packet(
    *sections: Section,
    all_sections: tuple[Section, ...] = (),
    provenance: Provenance = PROVENANCE,
    title: str = "Baclofen",
) -> Packet:
    names = (
        Name("baclofen", NameKind.GENERIC),
        Name("Lioresal", NameKind.BRAND),
        Name("Lioresal", NameKind.SYNONYM),
        Name("baclofin", NameKind.MISSPELLING),
    )
    monograph = Monograph("u", title, "en", names, all_sections or sections, (), provenance)
    cited = {ref for part in sections for ref in re.findall("cite:([0-9]+)", part.html)}
    return Packet(monograph, sections, tuple(ref for ref in REFERENCES if ref.ref in cited), "7F3A-91C2")


def document(*sections: Section, **fields: object) -> PaperDocument:
    return packet_html(packet(*sections, **fields), NOW, version="1.2")  # type: ignore[arg-type]


def text(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]*>", " ", html)).split())


def test_the_print_opens_with_the_drug_and_its_names_but_no_misspellings() -> None:
    assert text(document(section("a")).html).startswith("Baclofen Lioresal A Text.")


def test_an_extract_says_that_it_is_one() -> None:
    whole = (section("a"), section("b"), section("c"))
    assert "This print holds 1 of the 3 sections of this monograph." in document(whole[0], all_sections=whole).html
    assert "This print holds" not in document(*whole).html


def test_marks_carry_the_number_of_the_print_and_lead_there_and_back() -> None:
    html = document(section("a", f"<p>x{mark('25')}{mark('26')} y{mark('25')}</p>")).html
    assert (
        '<sup><a name="mark-2" href="#reference-2">2</a>\u00a0<a name="mark-3" href="#reference-3">3</a></sup>' in html
    )
    assert html.count('name="mark-2"') == 1
    assert (
        '<a name="reference-2" href="#mark-2"><strong>2</strong></a>\t[25]\tGrenier B. <em>Ann Fr.</em> 1996.' in html
    )


def test_a_missing_reference_keeps_its_line_and_its_mark_is_underlined() -> None:
    html = document(section("a", f"<p>x{mark('24')}</p>")).html
    assert 'class="missing">1</a>' in html
    assert "[24]\t<em>Missing: the source file cites this number but holds no reference for it.</em>" in html


def test_a_matched_reference_says_so_and_a_given_one_does_not() -> None:
    html = document(section("a", f"<p>x{mark('25')}{mark('26')}</p>")).html
    assert "1996. (matched by Materia)</p>" in html
    assert "Leggio L. 2010.</p>" in html


def test_sections_that_cite_nothing_say_so() -> None:
    found = document(section("a"))
    assert "These sections cite no references." in found.html
    assert [entry.title for entry in found.outline] == ["A"]


def test_source_needed_survives_a_grey_printer() -> None:
    assert "[source\u00a0needed]" in document(section("a", '<p>x <a href="cite:?">source needed</a></p>')).html


def test_the_outline_follows_the_sections() -> None:
    parts = (section("a", f"<p>x{mark('26')}</p>"), section("a/b", parent="a"), section("c/d", parent="c"))
    found = document(*parts)
    assert [(entry.title, entry.level) for entry in found.outline] == [
        ("A", 0),
        ("A/B", 1),
        ("C/D", 0),
        ("References", 0),
    ]
    assert all(f'<a name="{entry.anchor}">' in found.html for entry in found.outline)
    assert found.html.index("<h2><a name") < found.html.index("<h3><a name")


def test_a_section_alone_says_what_stands_around_it() -> None:
    whole = (
        section("a", title="Doses"),
        section("b", title="Adults", parent="a"),
        section("c", title="Oral", parent="b"),
    )
    assert "<h6>Doses › Adults</h6>" in document(whole[2], all_sections=whole).html
    assert "<h6>" not in document(*whole).html


def test_a_circle_of_parents_ends() -> None:
    assert (
        "<h6>"
        in document(section("a", parent="b"), all_sections=(section("a", parent="b"), section("b", parent="a"))).html
    )


def test_what_is_left_out_under_a_heading_is_named() -> None:
    whole = (section("a"), section("b", title="Oral & more", parent="a"))
    assert (
        "Also under this heading, but not in this print: Oral &amp; more."
        in document(whole[0], all_sections=whole).html
    )
    assert "not in this print" not in document(*whole).html


def test_an_empty_section_says_so() -> None:
    assert "no text under it" in document(section("a", "")).html


def test_a_boxed_warning_has_its_frame_and_its_name() -> None:
    html = document(section("a", "<p>Stop.</p>", kind=Kind.BOXED_WARNING)).html
    assert '<td class="boxed"><p class="boxed">Boxed warning</p><p>Stop.</p></td>' in html


def test_cross_references_lead_to_sections_that_are_printed() -> None:
    html = document(
        section("a", '<p><a href="section:b">there</a> <a href="section:z">gone</a></p>'), section("b")
    ).html
    assert '<a href="#section-1">there</a>' in html
    assert "gone" in html
    assert "section:" not in html


def test_captions_are_headings_that_stay_with_their_table() -> None:
    html = document(section("a", "<table><caption>Strengths</caption><tr><td>1</td></tr></table>")).html
    assert "<h5>Strengths</h5><table" in html


@pytest.mark.parametrize(("columns", "name"), [(5, "grid"), (7, "wide"), (9, "wide")])
def test_a_table_of_many_columns_has_smaller_type(columns: int, name: str) -> None:
    html = document(section("a", f"<table><tr>{'<td>10 mg/day</td>' * columns}</tr></table>")).html
    assert f'<table class="{name}"' in html
    assert html.count("<table") == 1


def test_no_type_is_smaller_than_can_be_read_on_a_ward() -> None:
    sizes = [float(size) for size in re.findall(r"font-size:([\d.]+)pt", paper_style(1))]
    assert sorted(size for size in sizes if size < 8) == [7.0]  # `source needed`, of which the mark counts


@pytest.mark.parametrize("dose", ["0.05 mg/mL", "40 mg/0.8 mL"])
def test_a_compound_unit_does_not_break(dose: str) -> None:
    html = document(section("a", f"<p>Give {dose} once.</p>")).html
    assert dose.replace(" ", NO_BREAK).replace("/", f"/{NO_BREAK_HERE}") in html


def test_figures_are_printed_or_said_to_be_absent() -> None:
    part = section("a", '<p><img src="media:ab" alt="A &amp; B"><img src="media:cd"></p>')
    assert "[Figure not in the library: A &amp; B][Figure not in the library]" in document(part).html
    found = packet_html(replace(packet(part), images={"media:ab": b"png"}), NOW, version="1")
    assert '<img src="media:ab" alt="A &amp; B">' in found.html
    assert found.images == {"media:ab": b"png"}


@pytest.mark.parametrize(
    ("provenance", "foot"),
    [
        (
            PROVENANCE,
            (
                "Source: Encyclopedia article, “Baclofen”. File baclofen.txt.",
                "No version in source. No date in source.",
                "Printed 2026-11-22 14:32 with Materia 1.2. Check 7F3A-91C2 of u.",
                "Imported as it stands. Not checked by Materia, not reviewed by a clinician.",
            ),
        ),
        (
            Provenance(
                "authored", "Materia", "", "3", "2025-01-14", "2025-02-01", "CC BY-SA 4.0", "x.md", notice="Draft."
            ),
            (
                "Source: Materia, “Baclofen”. CC BY-SA 4.0.",
                "Version 3. Effective 2025-01-14. 22 months old when printed. Retrieved 2025-02-01.",
                "Printed 2026-11-22 14:32 with Materia 1.2. Check 7F3A-91C2 of u.",
                "Draft.",
            ),
        ),
        (
            Provenance("authored", "St. Anna"),
            (
                "Source: St. Anna, “Baclofen”.",
                "No version in source. No date in source.",
                "Printed 2026-11-22 14:32 with Materia 1.2. Check 7F3A-91C2 of u.",
            ),
        ),
    ],
)
def test_the_foot_says_what_a_court_or_a_colleague_would_ask(provenance: Provenance, foot: tuple[str, ...]) -> None:
    assert document(section("a"), provenance=provenance).foot == foot


def test_head_title_and_language() -> None:
    found = document(*(section(key) for key in "abcd"))
    assert (found.drug, found.source) == ("Baclofen", "Encyclopedia article, no date in source")
    assert (found.title, found.language) == ("Baclofen: A, B, C …", "en")
    assert document(section("a")).title == "Baclofen: A"


def test_titles_are_text_not_markup() -> None:
    html = document(section("a", title="<b>A</b>"), title="<i>").html
    assert "<b>" not in html
    assert "<i>" not in html


def test_lengths_follow_the_resolution_of_the_screen() -> None:
    assert "line-height:14.50px" in paper_style(1)
    assert "line-height:29.00px" in paper_style(2)
    assert "font-size:10pt" in paper_style(2)


def test_a_table_too_wide_for_paper_is_parted_and_says_which_columns_are_shown() -> None:
    html = document(section("a", f"<table><tr>{'<td>every 12 weeks</td>' * 12}</tr></table>")).html

    assert html.count("<table") == 2
    assert "Columns 2 to 7 of 12, after the first:" in html
    assert "Columns 8 to 12 of 12, after the first:" in html


def test_a_title_that_the_text_repeats_is_printed_once() -> None:
    html = "\n<h3>  3. How to\n take  it</h3><p>Daily.</p>"
    part = Section("a", Kind.OTHER, "3. How to take it", html, 0)
    packet = Packet(Monograph("local:x", "X", "en", (), (part,), ()), (part,), (), "")
    printed = packet_html(packet, datetime(2026, 11, 22, 14, 32), version="1").html  # noqa: DTZ001 - local time
    assert printed.count("How to") == 1
    assert "Daily." in printed


def test_the_name_of_a_row_has_the_line_of_its_row() -> None:
    style = paper_style(1)
    in_cell = style.partition("td")[2].partition("border-bottom:")[2].partition(";")[0]
    assert f"th.row {{ border-bottom:{in_cell}; }}" in style
