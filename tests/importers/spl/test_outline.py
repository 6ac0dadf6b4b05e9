"""Which sections a label has: by title, by code, or by neither; with keys that stay the same in the next version."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop_app.importers.items import Imported
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Section

Read = Callable[..., tuple[Section, ...]]


@pytest.fixture(scope="module")
def sections(read_label: Callable[..., Imported], spl_label: Callable[..., str]) -> Read:
    """The sections of a label but for its product data."""

    def read(*xml: str) -> tuple[Section, ...]:
        return read_label(spl_label(*xml)).monograph.sections[:-1]

    return read


def part(title: str = "", text: str = "", code: str = "", name: str = "", children: str = "") -> str:
    coded = f"<code code='{code}' displayName='{name}'/>" if code else ""
    titled = f"<title>{title}</title>" if title else ""
    return f"<section>{coded}{titled}<text>{text}</text>{children}</section>"


def inside(*parts: str) -> str:
    return "".join(f"<component>{one}</component>" for one in parts)


def test_an_untitled_part_joins_the_section_around_it_while_that_keeps_the_order(sections: Read) -> None:
    found = sections(
        part("Fate", "<paragraph>First.</paragraph>", children=inside(
            part(text="<paragraph>Second.</paragraph>", code="42229-5", name="SPL UNCLASSIFIED SECTION",
                 children=inside(part("Inner", "<paragraph>Third.</paragraph>"))),
            part(text="<paragraph>Absorption is fast.</paragraph>"),
        ))
    )  # fmt: skip
    assert [(section.title, section.parent, section.html) for section in found] == [
        ("Fate", None, "<p>First.</p><p>Second.</p>"),
        ("Inner", "fate", "<p>Third.</p>"),
        ("Absorption is fast", "fate", "<p>Absorption is fast.</p>"),
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("<paragraph><content styleCode='bold'>Renal disease:</content> slow.</paragraph>", "Renal disease"),
        ("<list><item><content styleCode='bold'>Pen</content></item></list><paragraph>x</paragraph>", "Pen"),
        ("<paragraph> </paragraph><paragraph>Short one.</paragraph>", "Short one"),
        ("Bare words", "Bare words"),
        (
            "<paragraph>Distributed by the Quill Laboratories of North Quillington, in the state of Quill</paragraph>",
            "Distributed by the Quill Laboratories of North Quillington…",
        ),
        ("<paragraph>" + "x" * 70 + "</paragraph>", "x" * 60 + "…"),
        ("<paragraph><content>" + "long " * 20 + "</content>x</paragraph>", "long " * 11 + "long…"),
        ("<renderMultiMedia referencedObject='M'/>", "Untitled section"),
    ],
)
def test_a_section_without_title_or_code_is_named_by_its_first_words(text: str, title: str, sections: Read) -> None:
    (section,) = sections(part(text=text))
    assert section.title == title


@pytest.mark.parametrize(
    ("code", "name", "title", "kind"),
    [
        ("50570-1", "OTC - DO NOT USE SECTION", "Do not use", Kind.CONTRAINDICATIONS),
        ("34066-1", "Boxed Warning section", "Boxed Warning", Kind.BOXED_WARNING),
        ("51945-4", "PACKAGE LABEL.DISPLAY PANEL", "Package label: display panel", Kind.SUPPLY_STORAGE),
        ("42231-1", "SPL MEDGUIDE SECTION", "Medication guide", Kind.COUNSELLING),
        ("34067-9", "INDICATIONS &amp; USAGE SECTION", "Indications and usage", Kind.INDICATIONS),
        ("34067-9", "", "Text of it", Kind.INDICATIONS),
        ("99999-9", "", "Text of it", Kind.OTHER),
        ("99999-9", "SPL Unclassified Section", "Text of it", Kind.OTHER),
    ],
)  # fmt: skip
def test_a_section_without_title_is_named_by_its_code(
    code: str, name: str, title: str, kind: Kind, sections: Read
) -> None:
    (section,) = sections(part(text="Text of it", code=code, name=name))
    assert (section.title, section.kind, section.code) == (title, kind, code)


def test_a_picture_alone_is_named_by_the_kind_of_its_code(sections: Read) -> None:
    (section,) = sections(part(text="<renderMultiMedia/>", code="34089-3"))
    assert section.title == "Chemistry"


def test_a_picture_that_no_text_calls_for_is_a_section_too(sections: Read) -> None:
    picture = "<component><observationMedia ID='M'><text>Carton</text></observationMedia></component>"
    (section,) = sections(f"<section>{picture}</section>")
    assert section.title == "Untitled section"
    assert section.html == "<p>[The source has a figure here, which is not in the imported file: Carton]</p>"


def test_many_package_labels_are_told_apart_by_their_first_lines(sections: Read) -> None:
    named = {"code": "51945-4", "name": "PACKAGE LABEL.PRINCIPAL DISPLAY PANEL"}
    found = sections(
        part(text="<paragraph>PRINCIPAL DISPLAY PANEL - 10 mg</paragraph>", **named),
        part(text="<paragraph>PRINCIPAL DISPLAY PANEL - 20 mg</paragraph>", **named),
    )
    assert [section.key for section in found] == ["principal-display-panel-10-mg", "principal-display-panel-20-mg"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("<paragraph>Moderate: 0.5 mg twice daily</paragraph>", [Kind.DOSAGE]),
        ("<paragraph>WARNING: Fever</paragraph>", [Kind.DOSAGE, Kind.BOXED_WARNING]),
    ],
)
def test_a_box_inside_a_section_warns_only_if_it_says_so(text: str, kinds: list[Kind], sections: Read) -> None:
    box = part(text=text, code="34066-1", name="Boxed Warning section")
    found = sections(part("Dosage", "<paragraph>Adults</paragraph>", children=inside(box)))
    assert [section.kind for section in found] == kinds


def test_a_coded_part_keeps_its_own_section_without_a_title(sections: Read) -> None:
    child = part(text="x", code="34077-8", name="TERATOGENIC EFFECTS SECTION")
    found = sections(part("8.1 Pregnancy", children=inside(child)))
    assert [(section.key, section.title) for section in found] == [
        ("pregnancy", "8.1 Pregnancy"),
        ("pregnancy/teratogenic-effects", "Teratogenic effects"),
    ]


def test_the_kind_of_an_unclassified_part_is_its_headings_or_its_parents(sections: Read) -> None:
    found = sections(
        part("5 WARNINGS", children=inside(
            part("5.1 Pregnancy", "x", "42229-5", "SPL UNCLASSIFIED SECTION"),
            part("5.2 Plumage", "x", "42229-5", "SPL UNCLASSIFIED SECTION"),
        ))
    )  # fmt: skip
    assert [section.kind for section in found] == [Kind.WARNINGS, Kind.PREGNANCY_LACTATION, Kind.WARNINGS]


def test_keys_do_not_change_with_numbers_and_are_unique(sections: Read) -> None:
    found = sections(
        part("5.1 Quill Fever", "x"),
        part("5.3. QUILL  FEVER", "x"),
        part("Quill fever", "x"),
        part("羽", "x"),
        part("Highlights", "x"),
        part("Product data", "x"),
        part("A heading that is so long that its key would not fit anywhere", "x"),
        part("x" * 60, "x"),
    )
    assert [section.key for section in found] == [
        "quill-fever",
        "quill-fever-2",
        "quill-fever-3",
        "section",
        "highlights-2",
        "product-data-2",
        "a-heading-that-is-so-long-that-its-key-would-not",
        "x" * 48,
    ]


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("10 OVERDOSAGE", "overdosage"),
        ("5.1. Fever", "fever"),
        ("5.1 use in quills", "use-in-quills"),
        ("10 mg Tablets", "10-mg-tablets"),
        ("0.5 mg Tablets", "0-5-mg-tablets"),
        ("10 TABLETS", "10-tablets"),
        ("3 quills at once", "3-quills-at-once"),
        ("2.5% Cream", "2-5-cream"),
        ("100 Quills", "100-quills"),
    ],
)
def test_an_amount_is_not_the_number_of_a_section(title: str, key: str, sections: Read) -> None:
    reference = "<text>[see it (10)]</text>"
    found = sections(part(title, "x"), f"<section><title>Text</title>{reference}</section>")
    assert found[0].key == key
    assert ("section:overdosage" in found[1].html) is (title == "10 OVERDOSAGE")


def test_a_heading_without_text_stays_and_an_empty_part_goes(sections: Read) -> None:
    found = sections(part("4.2 Hypersensitivity"), part(text="<paragraph> </paragraph>"), part())
    assert [(section.title, section.html) for section in found] == [("4.2 Hypersensitivity", "")]


def test_a_frame_around_sections_is_no_section(
    read_label: Callable[..., Imported], spl_label: Callable[..., str]
) -> None:
    uses = "<section><title>Uses</title><text>x</text></section>"
    doses = "<section><title>Directions</title><text><linkHtml href='#F'>y</linkHtml></text></section>"
    label = spl_label(f"<section ID='F'><code code='42229-5'/>{inside(uses, doses)}</section>")
    found = read_label(label).monograph.sections[:-1]
    assert [(section.key, section.parent) for section in found] == [("uses", None), ("directions", None)]
    assert found[1].html == '<p><a href="section:uses">y</a></p>'


def test_a_section_that_only_the_highlights_have_is_none_of_the_full_text(
    read_label: Callable[..., Imported], spl_label: Callable[..., str]
) -> None:
    label = spl_label(
        "<section ID='C'><code code='43683-2' displayName='RECENT MAJOR CHANGES SECTION'/>"
        "<excerpt><highlight><text>Fever 2/2024</text></highlight></excerpt></section>",
        "<section><title>Uses</title><text><linkHtml href='#C'>changes</linkHtml></text></section>",
    )
    highlights, uses, _ = read_label(label).monograph.sections
    assert highlights.html == "<h3>Recent major changes</h3><p>Fever 2/2024</p>"
    assert uses.html == '<p><a href="section:highlights">changes</a></p>'
