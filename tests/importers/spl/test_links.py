"""Cross references of a label lead to its sections, or are reported; nothing that is no reference becomes a link."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop_app.importers.items import Imported

SECTIONS = (
    "<section ID='S1'><title>1 INDICATIONS AND USAGE</title><text><paragraph ID='here'>x</paragraph></text></section>",
    "<section ID='S5'><id root='abc-1'/><title>5 WARNINGS AND PRECAUTIONS</title><component>"
    "<section ID='S5.1'><title>5.1 Quill Fever</title><text><table ID='T1'><tr><td>1.5</td></tr></table></text>"
    "</section></component><component><section ID='twice'><title>5.2 Molting</title>"
    "<text><paragraph ID='twice2'>x</paragraph></text></section></component></section>",
    "<section ID='twice'><title>WARNINGS</title><text><paragraph ID='twice2'>x</paragraph></text></section>",
    "<section><title>Boxed &amp; bold</title><text>x</text></section>",
)
FEVER = "section:warnings-and-precautions/quill-fever"


@pytest.fixture(scope="module")
def linked(
    read_label: Callable[..., Imported], spl_label: Callable[..., str]
) -> Callable[[str], tuple[str, tuple[str, ...]]]:
    """HTML of a text in a label with these sections, and what is reported."""

    def link(text: str) -> tuple[str, tuple[str, ...]]:
        section = f"<section><title>Text</title><text><paragraph>{text}</paragraph></text></section>"
        monograph = read_label(spl_label(section, *SECTIONS)).monograph
        return monograph.sections[0].html, monograph.provenance.unresolved

    return link


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<linkHtml href='#S1'>see</linkHtml>", '<a href="section:indications-and-usage">see</a>'),
        ("<linkHtml href='#here'>see</linkHtml>", '<a href="section:indications-and-usage">see</a>'),
        ("<linkHtml href='#s5.1'>other case</linkHtml>", f'<a href="{FEVER}">other case</a>'),
        ("<linkHtml href='#T1'>Table <sub>1</sub></linkHtml>", f'<a href="{FEVER}">Table <sub>1</sub></a>'),
        ("<linkHtml href='#abc-1'>by id</linkHtml>", '<a href="section:warnings-and-precautions">by id</a>'),
        ("<linkHtml href='#gone'>Quill Fever (5.1)</linkHtml>", f'<a href="{FEVER}">Quill Fever (5.1)</a>'),
        ("a<linkHtml href='#S1'/>b", "ab"),
        ("<linkHtml href='http://www.example.org/'>www.example.org</linkHtml>", "www.example.org"),
        ("<linkHtml href='#http://example.org/'>http://example.org</linkHtml>", "http://example.org"),
        ("<linkHtml href='mailto:a@b.org'>a@b.org</linkHtml>", "a@b.org"),
    ],
)
def test_links_of_the_source(text: str, html: str, linked: Callable[[str], tuple[str, tuple[str, ...]]]) -> None:
    assert linked(text) == (f"<p>{html}</p>", ())


@pytest.mark.parametrize(
    ("text", "html", "reported"),
    [
        ("<linkHtml href='#gone'>lost</linkHtml>", "lost", "lost (#gone)"),
        ("<linkHtml href='#gone'/>", None, "#gone"),
        ("<linkHtml href='#gone'>both (5.1, 5.2)</linkHtml>", None, "both (5.1, 5.2) (#gone)"),
        ("<linkHtml href='#twice'>two sections</linkHtml>", "two sections", "two sections (#twice)"),
        ("<linkHtml href='#twice2'>two texts</linkHtml>", "two texts", "two texts (#twice2)"),
        ("<linkHtml href='http://example.org/a'>here</linkHtml>", "here", "here (http://example.org/a)"),
        ("<linkHtml href='javascript:alert(1)'>click</linkHtml>", "click", "click (javascript:alert(1))"),
    ],
)
def test_links_that_lead_nowhere_are_text_and_reported(
    text: str, html: str | None, reported: str, linked: Callable[[str], tuple[str, tuple[str, ...]]]
) -> None:
    shown, unresolved = linked(text)
    assert unresolved == (reported,)
    assert html is None or shown == f"<p>{html}</p>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[see Quill Fever (5.1)]", f'[see Quill Fever (<a href="{FEVER}">5.1</a>)]'),
        (
            "[see also <content styleCode='italics'>Warnings and Precautions (5.1, 5)</content>].",
            f'[see also <em>Warnings and Precautions (<a href="{FEVER}">5.1</a>, '
            '<a href="section:warnings-and-precautions">5</a>)</em>].',
        ),
        ("Warnings and Precautions (5.1) say", f'Warnings and Precautions (<a href="{FEVER}">5.1</a>) say'),
        ("quill fever (5.1) occurs", f'quill fever (<a href="{FEVER}">5.1</a>) occurs'),
        ("(see WARNINGS)", '(see <a href="section:warnings">WARNINGS</a>)'),
        (
            "See <content styleCode='bold'>INDICATIONS AND USAGE</content>.",
            'See <strong><a href="section:indications-and-usage">INDICATIONS AND USAGE</a></strong>.',
        ),
        ("See BOXED &amp; BOLD", 'See <a href="section:boxed-bold">BOXED &amp; BOLD</a>'),
    ],
)
def test_references_in_words(text: str, html: str, linked: Callable[[str], tuple[str, tuple[str, ...]]]) -> None:
    assert linked(text) == (f"<p>{html}</p>", ())


@pytest.mark.parametrize(
    "text",
    [
        "The ratio was higher (5.1) than before.",
        "A mean (5.1, 5.2) and a dose (1).",
        "[In 5 of 10 (5.1)]",
        "[see above] and a ratio (5.1)",
        "(see USP)",
        "(see NATIONAL FORMULARY)",
        "see Table 1 (5.1%)",
        "SEE WARNING SIGNS",
        "[see Trials (0.5)]",
    ],
)
def test_what_is_no_reference_stays_text(text: str, linked: Callable[[str], tuple[str, tuple[str, ...]]]) -> None:
    assert linked(text) == (f"<p>{text}</p>", ())


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("[see Use in Flight (8.6)]", "section 8.6"),
        ("[see Quill Fever (5.1 and 5.9)]", "section 5.9"),
        ("(see CONTRAINDICATIONS)", "CONTRAINDICATIONS"),
    ],
)
def test_references_in_words_that_lead_nowhere_are_reported(
    text: str, reported: str, linked: Callable[[str], tuple[str, tuple[str, ...]]]
) -> None:
    assert linked(text)[1] == (reported,)


def test_the_boxed_warning_is_found_by_what_it_is(
    read_label: Callable[..., Imported], spl_label: Callable[..., str]
) -> None:
    text = "<text>[see <content styleCode='italics'>Boxed Warning</content>], see BOXED WARNING</text>"
    boxed = "<section><code code='34066-1'/><title>WARNING: FEVER</title><text>x</text></section>"
    uses = f"<section><title>Uses</title>{text}</section>"
    link = '<a href="section:warning-fever">{}</a>'
    assert read_label(spl_label(uses, boxed)).monograph.sections[0].html == (
        f"<p>[see <em>{link.format('Boxed Warning')}</em>], see {link.format('BOXED WARNING')}</p>"
    )
    for label in (spl_label(uses), spl_label(uses, boxed, boxed)):
        assert read_label(label).monograph.provenance.unresolved == ("Boxed Warning", "BOXED WARNING")


def test_a_label_without_numbers_has_no_numbered_references(
    read_label: Callable[..., Imported], spl_label: Callable[..., str]
) -> None:
    label = spl_label("<section><title>Uses</title><text>[see Trials (5.1)]</text></section>")
    monograph = read_label(label).monograph
    assert (monograph.sections[0].html, monograph.provenance.unresolved) == ("<p>[see Trials (5.1)]</p>", ())


def test_a_number_that_two_sections_have_leads_to_neither(
    read_label: Callable[..., Imported], spl_label: Callable[..., str]
) -> None:
    label = spl_label(
        "<section><title>1 A</title><text>[see B (2.1)]</text></section>",
        "<section><title>2.1 B</title><text>x</text></section>",
        "<section><title>2.1 C</title><text>x</text></section>",
    )
    monograph = read_label(label).monograph
    assert monograph.sections[0].html == "<p>[see B (2.1)]</p>"
    assert monograph.provenance.unresolved == ("section 2.1",)


def test_in_highlights_a_bare_number_is_a_reference(
    read_label: Callable[..., Imported], spl_label: Callable[..., str]
) -> None:
    label = spl_label(
        "<section><title>5 WARNINGS</title><excerpt><highlight><text>Fever (5.1) in 5 (20%). (9.9)</text></highlight>"
        "</excerpt><component><section><title>5.1 Fever</title><text>x</text></section></component></section>"
    )
    monograph = read_label(label).monograph
    assert monograph.sections[0].html == (
        '<h3><a href="section:warnings">5 WARNINGS</a></h3>'
        '<p>Fever (<a href="section:warnings/fever">5.1</a>) in 5 (20%). (9.9)</p>'
    )
    assert monograph.provenance.unresolved == ("section 9.9",)


def test_a_link_into_the_highlights_leads_there_and_one_out_of_all_sections_nowhere(
    read_label: Callable[..., Imported], spl_label: Callable[..., str]
) -> None:
    label = spl_label(
        "<section><title>1 Uses</title><text><linkHtml href='#h'>a</linkHtml> <linkHtml href='#b'>b</linkHtml></text>"
        "<excerpt><highlight><text><paragraph ID='h'>x</paragraph></text></highlight></excerpt></section>"
    ).replace("<structuredBody>", "<structuredBody ID='b'>")
    monograph = read_label(label).monograph
    assert monograph.sections[1].html == '<p><a href="section:highlights">a</a> b</p>'
    assert monograph.provenance.unresolved == ("b (#b)",)
