"""Encyclopedia articles kept as plain text, read as the importer reads a file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.citations.match_weights import SURE
from desktop_app.errors import TitleUnknownError, UnreadableInputError, UserError
from desktop_app.importers.article.text import LONGEST, read_article
from desktop_app.importers.drug_names import DrugNames
from desktop_app.importers.kind_map import KindMap
from desktop_app.monograph.html import citations, plain_text, sources_needed
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, NameKind, ReferenceStatus

ARTICLES = Path(__file__).parents[2] / "fixtures" / "articles"
DRUGS, KINDS = DrugNames.load(), KindMap.load()


def read(text: str, title: str | None = "Testine") -> Monograph:
    """Import a text under a given title."""
    return read_article(text, "article.txt", "0" * 64, drugs=DRUGS, kinds=KINDS, title=title)


def bodies(monograph: Monograph) -> dict[str, str]:
    """Section key -> plain text."""
    return {section.key: plain_text(section.html) for section in monograph.sections}


def test_lead_is_the_overview_and_headings_make_sections() -> None:
    monograph = read("The lead.\nMedical uses\nFirst.\nSecond.\nHistory\nThird.")
    assert bodies(monograph) == {"overview": "The lead.", "medical-uses": "First.\nSecond.", "history": "Third."}
    assert [section.kind for section in monograph.sections] == [Kind.OVERVIEW, Kind.INDICATIONS, Kind.HISTORY]
    assert [section.order for section in monograph.sections] == [0, 1, 2]
    assert monograph.sections[0].title == "Overview"


def test_heading_followed_by_a_heading_is_its_parent_and_the_next_stands_alone() -> None:
    monograph = read("Lead.\nSociety and culture\nRoutes of administration\nText.\nResearch\nMore.")
    child = monograph.section("society-and-culture/routes-of-administration")
    assert child is not None
    assert child.parent == "society-and-culture"
    research = monograph.section("research")
    assert research is not None
    assert research.parent is None


def test_same_heading_twice_gets_keys_of_its_own() -> None:
    assert list(bodies(read("Lead.\nUses\nA b.\nUses\nC d.\nUses\nE f."))) == ["overview", "uses", "uses-2", "uses-3"]
    assert list(bodies(read("Lead.\n薬\nA b."))) == ["overview", "section"]


def test_short_lines_in_a_row_are_a_list_under_a_known_heading() -> None:
    monograph = read("Lead.\nAdverse effects\nDizziness\nHeadache\nNausea\nVomiting\nSee below.\nHistory\nOld.")
    assert bodies(monograph)["adverse-effects"] == "Dizziness\nHeadache\nNausea\nVomiting\nSee below."
    assert bodies(read("Lead.\nAlpha\nBeta\nGamma\nHistory\nOld times.")) == {
        "overview": "Lead.\nAlpha\nBeta\nGamma",
        "history": "Old times.",
    }


def test_bullets_become_a_list() -> None:
    monograph = read("Lead.\n• one\n• two [3]\nAfter.")
    assert monograph.sections[0].html == (
        '<p>Lead.</p><ul><li>one</li><li>two <a href="cite:3">3</a></li></ul><p>After.</p>'
    )
    assert read("Lead.\n- last").sections[0].html.endswith("<ul><li>last</li></ul>")


@pytest.mark.parametrize(
    "line",
    [
        "ends like a sentence.",
        "Has a mark[3]",
        "lower case first",
        "Ends with a colon:",
        "word " * 11,
        "• Item",
        "12",
        "—",
    ],
)
def test_a_line_that_does_not_look_like_a_heading_is_text(line: str) -> None:
    assert list(bodies(read(f"Lead.\n{line}\nText."))) == ["overview"]


@pytest.mark.parametrize("line", ["α-Blockers", "mTOR inhibitors", "Use (oral)", "5-HT", "History[edit]"])
def test_unusual_headings_are_headings(line: str) -> None:
    assert len(read(f"Lead.\n{line}\nText.").sections) == 2


def test_heading_of_the_references_is_no_section_and_a_last_short_line_is_kept() -> None:
    assert list(bodies(read("Lead.\nReferences\n^Smith J. A."))) == ["overview"]
    assert bodies(read("Lead.\nA last line"))["overview"] == "Lead.\nA last line"
    assert bodies(read("Lead.\nSee also\nGamma"))["overview"] == "Lead.\nSee also\nGamma"


def test_marks_become_citation_marks_in_order() -> None:
    (section,) = read("One.[8] Two.[11][12] Three [8], four.[note 1][a]").sections
    assert [found.ref for found in citations(section.html)] == ["8", "11", "12", "8", "note 1", "a"]
    assert plain_text(section.html) == "One. Two. Three , four."


def test_citation_needed_is_a_visible_flag() -> None:
    (section,) = read("One.[citation needed] Two.[better source needed]").sections
    assert sources_needed(section.html) == 2
    assert '<a href="cite:?">source needed</a>' in section.html
    assert ">better source needed<" in section.html


@pytest.mark.parametrize(
    "text", ["cyclopenta[b]indole", "benzo[1]thiophene", "in [2012] it", "said [sic] so", "a [b] c", "x[0]"]
)
def test_brackets_that_are_no_marks_stay_text(text: str) -> None:
    (section,) = read(f"{text} end.").sections
    assert not citations(section.html)
    assert plain_text(section.html) == f"{text} end."


def test_high_numbers_are_marks_where_the_others_lead_up_to_them() -> None:
    text = "".join(f"Text.[{number}] " for number in range(1480, 1520, 5))
    assert len(citations(read(text).sections[0].html)) == 8


def test_space_lost_before_million_is_put_back_and_reported() -> None:
    monograph = read("More than 6million and 2.5billion, not 5mg.")
    assert bodies(monograph)["overview"] == "More than 6 million and 2.5 billion, not 5mg."
    assert [(item.what, item.count) for item in monograph.provenance.dropped] == [
        ("lost space between number and word, put back", 2)
    ]


def test_text_is_escaped() -> None:
    monograph = read("Ki < 5 & <script>alert(1)</script> <b>bold</b>.")
    assert bodies(monograph)["overview"] == "Ki < 5 & <script>alert(1)</script> <b>bold</b>."
    assert "<script" not in monograph.sections[0].html


def test_unprintable_characters_are_dropped_and_counted() -> None:
    monograph = read("One\x00 two\x07.")
    assert bodies(monograph)["overview"] == "One two."
    assert [(item.what, item.count) for item in monograph.provenance.dropped] == [("unprintable character", 2)]


def test_every_mark_has_a_reference_missing_where_the_text_has_none() -> None:
    references = read("One.[2] Two.[10][a] Three.[1]").references
    assert [reference.id for reference in references] == ["1", "2", "10", "a"]
    assert {reference.status for reference in references} == {ReferenceStatus.MISSING}
    assert not any(reference.raw for reference in references)


def test_references_without_any_mark_are_listed() -> None:
    (reference,) = read('One.\n^Smith J (2001). "Title". Journal. 1: 2.').references
    assert (reference.id, reference.label, reference.status) == ("u1", "", ReferenceStatus.GIVEN)
    assert reference.reason == "Not tied to a mark in this text"
    assert reference.csl is not None


def test_reference_that_kept_its_number_is_given() -> None:
    first, second = read('One.[1] Two.[2]\n2. ^ abSmith J (2001). "Title". Journal. 1: 2.').references
    assert (first.id, first.status) == ("1", ReferenceStatus.MISSING)
    assert (second.id, second.label, second.status) == ("2", "2", ReferenceStatus.GIVEN)


def test_title_is_the_drug_the_text_is_plainly_about() -> None:
    monograph = read("Baclofen is old. Baclofen is white. Alcohol is not.\nHistory\nBaclofen was made.", title=None)
    assert (monograph.title, monograph.uid) == ("Baclofen", "article:en:Baclofen")


def test_first_line_that_is_the_drug_is_the_title_and_no_section() -> None:
    monograph = read("Baclofen\nIt is white.\nHistory\nOld.", title=None)
    assert monograph.title == "Baclofen"
    assert list(bodies(monograph)) == ["overview", "history"]
    with_child = read("Testine\nHistory\nOld.")
    assert [(section.key, section.parent) for section in with_child.sections] == [("history", None)]


@pytest.mark.parametrize(
    "text",
    [
        "Nothing known is named here.",
        "Baclofen once.",
        "Baclofen and diazepam. Baclofen, diazepam. Baclofen or diazepam.",
    ],
)
def test_unclear_title_is_an_error_that_says_how_to_give_it(text: str) -> None:
    with pytest.raises(TitleUnknownError, match="--title"):
        read(text, title=None)


def test_given_title_counts_whatever_the_text_says() -> None:
    assert read("Baclofen. Baclofen. Baclofen.", title="  My   drug ").uid == "article:en:My drug"


def test_names_are_those_the_text_states() -> None:
    monograph = read(
        "Testine (also known as testol) is a drug.[1] Other, also called otherol, is another.\n"
        "Synonyms include chlorotestine. Brand names include Testa, Testo and others."
    )
    assert [(name.text, name.kind) for name in monograph.names] == [
        ("Testine", NameKind.GENERIC),
        ("testol", NameKind.SYNONYM),
        ("chlorotestine", NameKind.SYNONYM),
        ("Testa", NameKind.BRAND),
        ("Testo", NameKind.BRAND),
    ]
    assert read("Text.", title="Lioresal").names[0].kind is NameKind.BRAND


@pytest.mark.parametrize("text", ["", "  \n ", "^Smith J. Title.", "Heading\nReferences\n^Smith J. Title."])
def test_file_without_text_is_unreadable(text: str) -> None:
    if text.startswith("Heading"):
        assert bodies(read(text)) == {"overview": "Heading"}
        return
    with pytest.raises(UnreadableInputError, match=r"article\.txt"):
        read(text)


def test_far_too_long_a_text_is_refused_at_once() -> None:
    with pytest.raises(UnreadableInputError, match="too long"):
        read("x" * (LONGEST + 1))


def test_a_thousand_headings_are_a_thousand_sections() -> None:
    monograph = read("\n".join(f"Heading {number}\nText.[{number}]" for number in range(1, 1001)))
    assert len(monograph.sections) == len({section.key for section in monograph.sections}) == 1000
    assert len(monograph.references) == 1000


def test_provenance_says_what_the_file_says_and_no_more() -> None:
    provenance = read("Text.").provenance
    assert (provenance.source_kind, provenance.file_name, provenance.sha256) == (
        "article-text",
        "article.txt",
        "0" * 64,
    )
    assert (provenance.publisher, provenance.effective_date, provenance.version) == ("", "", "")


@pytest.mark.parametrize("name", ["caffeine", "quillomine", "glycerin"])
def test_fixture_articles_claim_only_true_numbers(name: str) -> None:
    known = json.loads((ARTICLES / f"{name}.json").read_text(encoding="utf-8"))
    title = None if known["title"] else name.capitalize()
    monograph = read((ARTICLES / f"{name}.txt").read_text(encoding="utf-8"), title=title)
    assert monograph.title == (known["title"] or name.capitalize())
    numbers = {}
    for reference in monograph.references:
        for author, number in known["numbers"].items():
            if author in reference.raw:
                numbers[author] = (reference, str(number))
    assert set(numbers) == set(known["numbers"])
    for reference, number in numbers.values():
        if reference.status is ReferenceStatus.MATCHED:
            assert reference.label == number
            assert (reference.probability or 0) >= SURE
            assert reference.reason.startswith("order, ")
    for author in known["surely"]:
        assert numbers[author][0].status is ReferenceStatus.MATCHED


@pytest.mark.real_data
def test_seed_article_is_read_whole(seed_article: Path) -> None:
    text = seed_article.read_text(encoding="utf-8")
    monograph = read(text, title=None)
    assert monograph.title == "Baclofen"
    assert [section.title for section in monograph.sections] == [
        "Overview",
        *("Medical uses", "Adverse effects", "Withdrawal syndrome", "Pharmacokinetics", "Chemistry", "History"),
        *("Society and culture", "Routes of administration", "Research"),
    ]
    assert sum(sources_needed(section.html) for section in monograph.sections) == 3
    assert {"Lioresal", "Kemstro", "chlorophenibut"} <= {name.text for name in monograph.names}
    body = text[: text.index("^ ab")].replace("6million", "6 million")
    shown = " ".join(f"{section.title} {plain_text(section.html)}" for section in monograph.sections)
    assert shown.split() == ("Overview " + re.sub(r"\[[\w ]+\]", "", body)).split()
    by_author = {reference.raw.lstrip("^ abcd")[:4]: reference for reference in monograph.references}
    assert by_author["Zvej"].label == "35"
    assert all(reference.label for reference in monograph.references if reference.status is ReferenceStatus.MATCHED)
    assert sum(bool(reference.raw) for reference in monograph.references) == 8


words = st.text(alphabet="abcXYZ αβ09.,;()<>&[]^\"'-", max_size=40)


@given(
    st.lists(
        words | st.sampled_from(["History", "Uses", "^ abSmith J. T.", "[3]", "[citation needed]", "• x"]), max_size=12
    )
)
def test_no_text_raises_anything_but_a_user_error_and_no_word_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        monograph = read(text)
    except UserError:
        return
    shown = "".join(
        (section.title if section.key.split("/")[-1] != "overview" else "") + re.sub(r"<[^>]*>", "", section.html)
        for section in monograph.sections
    )
    kept = [line for line in lines if not re.match(r"\s*(?:\[?\d+[.)\]]?\s*)?\^", line)]
    letters = "".join(character for line in kept for character in line if character.isalpha())
    shown_letters = "".join(
        character
        for character in re.sub(r"&(?:lt|gt|amp);", "", shown).replace("source needed", "citation needed")
        if character.isalpha()
    )
    assert shown_letters == letters


@given(st.text(max_size=200))
def test_any_string_is_read_or_refused(text: str) -> None:
    try:
        monograph = read(text, title=None)
    except UserError:
        return
    assert monograph.sections
