"""Monographs in the authoring format, as their authors meant them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import NotFoundError, UnreadableInputError, UserError
from desktop_app.importers.authored import monograph as authored
from desktop_app.importers.authored.monograph import read_authored
from desktop_app.importers.kind_map import KindMap
from desktop_app.monograph.html import citations, collapsed_text, plain_text, sources_needed
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Dropped, Monograph, ReferenceStatus

KINDS = KindMap.load()
FRONT = "---\nmateria: 1\ntitle: Testol\n---\n"
BOOK = [{"id": "a", "title": "Book A"}, {"id": "b", "title": "Book B"}, {"id": "c", "title": "Book C"}]


def book(name: str) -> bytes:
    if name != "book.json":
        raise NotFoundError(f"{name} is not there.")
    return json.dumps(BOOK).encode()


def read(
    body: str, front: str = FRONT, *, neighbour: Callable[[str], bytes] | None = None, title: str | None = None
) -> Monograph:
    return read_authored(front + body, "t.md", "0" * 64, kinds=KINDS, neighbour=neighbour, title=title)


def cited(body: str) -> Monograph:
    return read(body, FRONT.replace("title:", "bibliography: book.json\ntitle:"), neighbour=book)


def html(body: str) -> str:
    return read("# Dosage\n\n" + body).sections[0].html


def test_headings_of_two_levels_are_sections_and_their_subsections() -> None:
    monograph = read("Lead.\n\n# Adverse effects\n\nText.\n\n## Withdrawal syndrome\n\nText.\n\n# Dosage\n\nText.")
    assert [(section.key, section.kind, section.parent, section.order) for section in monograph.sections] == [
        ("overview", Kind.OVERVIEW, None, 0),
        ("adverse-effects", Kind.ADVERSE_EFFECTS, None, 1),
        ("adverse-effects/withdrawal-syndrome", Kind.WITHDRAWAL, "adverse-effects", 2),
        ("dosage", Kind.DOSAGE, None, 3),
    ]


def test_a_heading_says_its_own_key_kind_and_code() -> None:
    section = read("# Black box {#boxed kind=boxed-warning code=34066-1}\n\nText.").sections[0]
    assert (section.title, section.key, section.kind, section.code) == (
        "Black box",
        "boxed",
        Kind.BOXED_WARNING,
        "34066-1",
    )


def test_same_titles_get_different_keys() -> None:
    headings = ("A", "A", "A-2", "A", "B", "B-2", "B", "日本", "Overview")
    monograph = read("Lead.\n\n" + "".join(f"# {heading}\n\nx\n\n" for heading in headings))
    keys = [section.key for section in monograph.sections]
    assert keys == ["overview", "a", "a-2", "a-2-2", "a-3", "b", "b-2", "b-3", "section-9", "overview-2"]


def test_a_thousand_headings_are_a_thousand_sections() -> None:
    monograph = read("# Dosage\n\nx\n\n" * 1000)
    assert len({section.key for section in monograph.sections}) == 1000


def test_deeper_headings_stay_inside_their_section() -> None:
    assert html("### Adults\n\n#### Elderly\n\n##### More\n\n> # Quoted") == (
        "<h3>Adults</h3>\n<h4>Elderly</h4>\n<h4>More</h4>\n<blockquote><h3>Quoted</h3>\n</blockquote>"
    )


def test_marks_are_numbered_in_the_order_of_first_citation() -> None:
    monograph = cited("# Dosage\n\nOne [@b]. Two [@a; @b].\n\n# History\n\nThree [@zzz].")
    marks = [(mark.mark, mark.ref) for section in monograph.sections for mark in citations(section.html)]
    assert marks == [("1", "b"), ("2", "a"), ("1", "b"), ("3", "zzz")]
    assert [(entry.id, entry.label, entry.status) for entry in monograph.references] == [
        ("b", "1", ReferenceStatus.GIVEN),
        ("a", "2", ReferenceStatus.GIVEN),
        ("zzz", "3", ReferenceStatus.MISSING),
        ("c", "", ReferenceStatus.GIVEN),
    ]
    assert monograph.references[2].raw == ""


def test_a_mark_stands_right_behind_its_statement() -> None:
    assert html("Ten mg [@a]. Or\n[@a] five\n [@b].") == (
        '<p>Ten mg<a href="cite:a">1</a>. Or<a href="cite:a">1</a> five<a href="cite:b">2</a>.</p>'
    )
    assert plain_text(html("Ten mg [@a].")) == "Ten mg."


def test_a_statement_can_ask_for_a_source() -> None:
    text = html("Text [source needed]. Text [Citation needed].")
    assert sources_needed(text) == 2
    assert '<a href="cite:?">source needed</a>' in text


def test_marks_work_in_lists_tables_captions_and_emphasis() -> None:
    text = html("- *one [@a]*\n- two\n\nTable: Doses [@a]\n\n| A |\n|--:|\n| 1 [@a] |\n\nTerm\n: Meaning [@a]")
    assert len(citations(text)) == 4
    assert "<caption>Doses<a" in text
    assert "<th>A</th>" in text
    assert "<dt>Term</dt>" in text


def test_a_paragraph_that_only_looks_like_a_caption_stays_one() -> None:
    assert html("Table: none follows.") == "<p>Table: none follows.</p>"


def test_a_mark_inside_a_link_still_points_to_its_reference() -> None:
    text = html("See [history [@a] and [source needed]](section:dosage).")
    assert [mark.ref for mark in citations(text)] == ["a"]
    assert sources_needed(text) == 1


def test_sub_and_superscript_and_breaks() -> None:
    assert html("C~max~ 10^3^  \nnext\n\n---\n\n`code`\n\n    a\n    b\n") == (
        "<p>C<sub>max</sub> 10<sup>3</sup><br>next</p>\n<p>code</p>\n<p>a<br>b</p>"
    )


def test_cross_references_lead_to_sections_that_are_there() -> None:
    monograph = read("# Dosage\n\n[a](section:history) [b](section:nowhere) [c](https://example.org)\n\n# History\n\nx")
    assert monograph.sections[0].html == '<p><a href="section:history">a</a> b c</p>'
    assert monograph.provenance.dropped == (
        Dropped("link to a section that is not there (nowhere)", 1),
        Dropped("link to another place", 1),
    )


def test_what_has_no_place_is_reported() -> None:
    monograph = read("# Dosage\n\n![pump](pump.png)\n\n3. three")
    assert monograph.sections[0].html.startswith("<p>[Figure not imported: pump]</p>")
    assert monograph.sections[0].html.endswith('<ol start="3"><li>three</li>\n</ol>')
    assert monograph.provenance.dropped == (Dropped("image", 1),)


def test_html_in_the_text_is_only_text() -> None:
    assert html('<script>alert(1)</script>\n\n<b onclick="x">y</b> &#x202E;&lt;') == (
        '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p>&lt;b onclick="x"&gt;y&lt;/b&gt; &lt;</p>'
    )


def test_the_front_matter_says_what_the_monograph_is() -> None:
    front = (
        "---\nmateria: 1\ntitle: Testol\nslug: testol-icu\nlanguage: de\nversion: 2\neffective: 2026-11\n"
        "publisher: St. X\nlicence: CC0-1.0\nnotice: Draft.\n---\n"
    )
    monograph = read("# Dosage\n\nx", front)
    said = monograph.provenance
    assert (monograph.uid, monograph.title, monograph.language) == ("local:testol-icu", "Testol", "de")
    assert (said.source_kind, said.source_id, said.version, said.effective_date) == (
        "authored",
        "testol-icu",
        "2",
        "2026-11",
    )
    assert (said.publisher, said.licence, said.notice, said.file_name) == ("St. X", "CC0-1.0", "Draft.", "t.md")
    assert said.sha256 == "0" * 64


def test_the_users_title_comes_before_that_of_the_file() -> None:
    assert read("# Dosage\n\nx", title="Other").title == "Other"


def test_references_can_stand_in_the_front_matter() -> None:
    front = FRONT.replace("title:", "references:\n- {id: a, title: Book}\ntitle:")
    assert read("# Dosage\n\nx [@a]", front).references[0].raw == "Book."


def test_the_digest_covers_the_bibliography() -> None:
    digest = hashlib.sha256(("0" * 64 + hashlib.sha256(book("book.json")).hexdigest()).encode()).hexdigest()
    assert cited("# Dosage\n\nx").provenance.sha256 == digest


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", r"t\.md has no text below its front matter"),
        ("# Dosage\n\n# History\n\nx", "line 5: the section “Dosage” has no text"),
        ("x\n\n#\n\ny", "line 7: a heading has no words"),
        ("# Dosage [@a]\n\nx", "line 5: a section's heading cannot carry a mark"),
        ("# A {kind=dose}\n\nx", "line 5: there is no section kind 'dose'. Use one of: overview, boxed-warning"),
        ("# A {#Ä}\n\nx", "line 5: '#Ä' is not understood"),
        ("# A {colour=red}\n\nx", "line 5: 'colour=red' is not understood"),
        ("# A {#a}\n\nx\n\n# B {#a}\n\nx", "line 9: the section key 'a' is given twice"),
        ("# A\n\nx\n\nText [@].", "line 9: the citation mark [@] cannot be read"),
        ("# A\n\nText [@a, p. 3].", r"line 7: the citation mark [@a, p. 3] cannot be read"),
        ("# A\n\n| x |\n|--|\n| [@a b] |", "line 9: the citation mark"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(body: str, message: str) -> None:
    with pytest.raises(UnreadableInputError) as caught:
        read(body)
    assert message.replace("\\", "") in str(caught.value)


def test_a_section_with_only_subsections_needs_no_text() -> None:
    assert [section.html for section in read("# Pharmacology\n\n## Absorption\n\nx").sections] == ["", "<p>x</p>"]


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("bibliography: gone.json\n", r"The bibliography of t\.md cannot be read\. gone\.json is not there"),
        ("bibliography: book.json\nreferences: [{id: a}]\n", "either bibliography or references"),
    ],
)
def test_a_bibliography_that_cannot_be_had(front: str, message: str) -> None:
    with pytest.raises(UnreadableInputError, match=message):
        read("# A\n\nx", FRONT.replace("title:", f"{front}title:"), neighbour=book)


def test_a_bibliography_needs_a_folder() -> None:
    with pytest.raises(UnreadableInputError, match="Import the file from its folder"):
        read("# A\n\nx", FRONT.replace("title:", "bibliography: book.json\ntitle:"))


def test_a_text_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authored, "LONGEST", 100)
    with pytest.raises(UnreadableInputError, match="too long for a monograph"):
        read("x" * 100)


SAMPLE = (
    "---\nmateria: 1\ntitle: Testol\nnames:\n  brand: [A, B]\neffective: 2026-11-22\n"
    "references:\n- {id: a, author: [{family: X}], issued: {date-parts: [[2019]]}}\n---\n"
    "# Dosage {#dosage kind=dosage}\n\nText *with* [@a; @b] 10^3^ H~2~O.\n\n"
    "Table: T\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
    "Term\n: Definition\n\n## Sub\n\n1. one\n   - two [x](section:dosage)\n\n> quote [source needed]\n"
)


@given(st.data())
def test_damaged_monographs_are_read_or_refused_in_words(data: st.DataObject) -> None:
    """Cuts, repeats and foreign characters anywhere: a monograph whose text can be kept, or a UserError."""
    text = SAMPLE
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 20)))
        filling = data.draw(
            st.one_of(st.just(""), st.text(max_size=6), st.sampled_from(list("[]{}()@#|*_~^`>&!:-\n\t<'\"")))
        )
        text = text[:start] + filling * data.draw(st.integers(1, 3)) + text[end:]
    try:
        monograph = read_authored(text, "t.md", "0" * 64, kinds=KINDS)
    except UserError:
        return
    assert monograph.sections
    assert all(section.html.encode() is not None for section in monograph.sections)
    refs = {entry.id for entry in monograph.references}
    assert all(mark.ref in refs for section in monograph.sections for mark in citations(section.html))


@pytest.mark.parametrize(
    ("name", "bibliography", "cited"),
    [
        ("refs.bib", b"@book{doe, title={An example}, year={2019}}", "doe"),
        ("refs.ris", b"TY  - BOOK\nID  - doe\nTI  - An example\nPY  - 2019\nER  -\n", "doe"),
        ("refs.nbib", b"PMID- 1234567\nTI  - An example\nDP  - 2019\n", "pmid:1234567"),
    ],
)
def test_a_bibliography_may_be_what_a_reference_manager_exports(name: str, bibliography: bytes, cited: str) -> None:
    text = f"---\nmateria: 1\ntitle: A\nbibliography: {name}\n---\n# Dosage\nText [@{cited}].\n"

    read = read_authored(text, "a.md", "0" * 64, kinds=KindMap.load(), neighbour={name: bibliography}.__getitem__)

    (reference,) = read.references
    assert (reference.id, reference.status) == (cited, ReferenceStatus.GIVEN)
    assert "An example" in reference.raw
    assert "2019" in reference.raw


def test_what_is_struck_out_is_left_out_and_reported() -> None:
    monograph = cited("# Dosage\n\nEvery ~~4 h [@a]~~ 8 h [@b]. ~~May be given in asthma.~~ ~~x~~ 5~0~")
    assert plain_text(monograph.sections[0].html).startswith("Every  8 h.")
    assert [reference.id for reference in monograph.references if reference.label] == ["b"]
    assert monograph.provenance.dropped == (Dropped("struck-out text", 3),)


def test_struck_out_words_of_a_heading_are_not_its_title() -> None:
    assert read("# Dosage ~~in asthma~~\n\nText.").sections[0].title == "Dosage"


def test_a_heading_keeps_what_is_raised() -> None:
    section = read("# Below 10^9^/L of CO~2~ {#a}\n\nText.").sections[0]
    assert section.title == "Below 10⁹/L of CO₂"


def test_numbered_steps_keep_the_numbers_of_the_source() -> None:
    text = html("1. Flush.\n2. Prime.\n\nWait 10 minutes.\n\n3. Connect.\n4. Start. Repeat steps 3 and 4.\n7. End.")
    assert text.count("<ol>") == 1
    assert '<ol start="3"><li>Connect.</li>' in text.replace("\n", "")
    assert '<li value="7">End.</li>' in text
    assert "value" not in html("1. a\n1. b\n1. c")
    assert '<ol start="0">' in html("0. a\n1. b")
    assert read("# Dosage\n\n3. a\n5. b").provenance.dropped == ()


@pytest.mark.parametrize(
    "row", ["| adult | 5 mg | only if renal function is normal |", "| child || 1 mg |", "|| a | b |", "a | b | c"]
)
def test_a_row_with_more_cells_than_the_head_is_refused_with_its_line(row: str) -> None:
    with pytest.raises(UnreadableInputError, match=r"line 10: this row of a table has 3 cells, where its head has 2"):
        read(f"# Dosage\n\n| Age | Dose |\n|---|---|\n| x | y |\n{row}\n")


def test_a_row_may_end_in_empty_cells_or_lack_some() -> None:
    text = collapsed_text(html("| a | b |\n|---|---|\n| c | d | | |\n| e \\| f | g |\n| h |"))
    assert text == "a b c d e | f g h"
