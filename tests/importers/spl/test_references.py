"""What a label lists as its references, and which numbers in its text cite them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.importers.items import Imported
from desktop_app.monograph.html import citations, plain_text
from desktop_app.monograph.model import Monograph, ReferenceStatus

CODE = "<code code='34093-5' displayName='REFERENCES SECTION'/>"
THREE = "<list listType='ordered'><item>First A. 1990.</item><item>Second B.</item><item>Third C.</item></list>"
Read = Callable[..., Monograph]


@pytest.fixture(scope="module")
def label(read_label: Callable[..., Imported], spl_label: Callable[..., str]) -> Read:
    """A label with this text, and these references as a section of their own."""

    def read(text: str, references: str = THREE, heading: str = f"{CODE}<title>15 REFERENCES</title>") -> Monograph:
        body = f"<section><title>Uses</title><text>{text}</text></section>"
        listed = f"<section>{heading}<text>{references}</text></section>" if references else ""
        return read_label(spl_label(body, listed)).monograph

    return read


def listed(monograph: Monograph) -> list[tuple[str, str]]:
    assert all(reference.status is ReferenceStatus.GIVEN for reference in monograph.references)
    return [(reference.label, reference.raw) for reference in monograph.references]


@pytest.mark.parametrize(
    ("references", "expected"),
    [
        (THREE, [("1", "First A. 1990."), ("2", "Second B."), ("3", "Third C.")]),
        ("<list><item><caption>[1]</caption>First. 1992.</item></list>", [("1", "First. 1992.")]),
        ("<list><item><caption>2.</caption>Second.</item></list>", [("2", "Second.")]),
        ("<paragraph>1. First.</paragraph><paragraph>2) Second.</paragraph>", [("1", "First."), ("2", "Second.")]),
        ("<paragraph>1. First.<br/>goes on.<br/>2. Second.</paragraph>", [("1", "First. goes on."), ("2", "Second.")]),
        ("<paragraph><sup>1</sup> First 10<sup>9</sup>.</paragraph>", [("1", "First 10⁹.")]),
        ("<paragraph>1. First.</paragraph><paragraph>Made in 2020 by Quill.</paragraph>", [("1", "First.")]),
        ("<paragraph>Program, N. 10⁹ cells. 1999.</paragraph>", [("", "Program, N. 10⁹ cells. 1999.")]),
        ("<paragraph>Call us.</paragraph>", []),
        ("<list><item>Alpha.</item><item/><item>Beta.</item></list>", [("", "Alpha."), ("", "Beta.")]),
    ],
)
def test_what_is_listed_becomes_references_and_stays_to_be_read(
    references: str, expected: list[tuple[str, str]], label: Read
) -> None:
    monograph = label("<paragraph>Quills.</paragraph>", references)
    assert listed(monograph) == expected
    assert monograph.sections[1].title == "15 REFERENCES"
    for _, raw in expected:
        assert raw.split()[0] in plain_text(monograph.sections[1].html)


def test_references_may_stand_under_a_heading_in_another_section(label: Read) -> None:
    text = (
        "<paragraph>Quills.<sup>2</sup></paragraph><list listType='ordered'><item>No reference.</item></list>"
        f"<paragraph><content styleCode='bold'>REFERENCES</content></paragraph>{THREE}<paragraph>Quill Ltd.</paragraph>"
    )
    monograph = label(text, "")
    assert [number for number, _ in listed(monograph)] == ["1", "2", "3"]
    assert [citation.ref for citation in citations(monograph.sections[0].html)] == ["2"]
    assert listed(label("<paragraph>Quills.</paragraph>", THREE, "<title>References</title>"))[0][0] == "1"


@pytest.mark.parametrize(
    ("text", "refs", "plain"),
    [
        (
            "the general population (by age).<sup>1</sup> Rates rose.",
            "1",
            "the general population (by age). Rates rose.",
        ),
        ("Guidelines were published.<sup>1-3</sup>", "1 2 3", "Guidelines were published."),
        ("Guidelines<sup>1, 3</sup> say so", "1 3", "Guidelines say so"),
        ("as Doe wrote in 1995.<sup>2</sup>", "2", "as Doe wrote in 1995."),
        ("as was shown [1, 2].", "1 2", "as was shown ."),
        ("as was shown (see reference 2).", "2", "as was shown (see reference )."),
    ],
)
def test_a_number_that_can_only_cite_is_a_citation(text: str, refs: str, plain: str, label: Read) -> None:
    html = label(f"<paragraph>{text}</paragraph>").sections[0].html
    assert [citation.ref for citation in citations(html)] == refs.split()
    assert plain_text(html) == plain


@pytest.mark.parametrize(
    "text",
    [
        "50 × 10<sup>3</sup>/L, 10<sup>-2</sup> M, 24 mg/m<sup>2</sup> and 3 cm<sup>3</sup>",
        "per square meter<sup>2</sup>, (mg/m)<sup>2</sup>, 7.<sup>2</sup>",
        "<sup>3</sup>H-quillomine and given <sup>2</sup>H",
        "tricyclo[3.3.1.1<sup>3</sup>]decane and thieno[2,3-b][1,3]diazepine",
        "a median of 2 [1, 3] days, a range [1-3]; 12 (2) patients",
        "shown.<sup>4</sup> and shown.<sup>1,4</sup>",
        "Placebo.<sup>1</sup> Drug.<sup>2</sup></paragraph><paragraph><sup>1</sup> In all. <sup>2</sup> Not all.",
        "</paragraph><table><tbody><tr><td>Given.<sup>1</sup></td><td>(by age).<sup>2</sup></td></tr></tbody></table>"
        "<paragraph>",
    ],
)
def test_an_exponent_an_isotope_or_a_note_is_no_citation(text: str, label: Read) -> None:
    html = label(f"<paragraph>{text}</paragraph>").sections[0].html
    assert citations(html) == []


def test_a_link_of_the_label_to_its_reference_is_a_citation(label: Read) -> None:
    references = "<list listType='ordered'><item ID='r1'>First.</item><item ID='r2'>Second.</item></list>"
    text = (
        "<paragraph>10<sup><linkHtml href='#r2'>2</linkHtml></sup> and <linkHtml href='#r1'><sup>1</sup></linkHtml>, "
        "see <linkHtml href='#r1'>References</linkHtml></paragraph>"
    )
    html = label(text, references).sections[0].html
    assert [citation.ref for citation in citations(html)] == ["2", "1"]
    assert '<a href="section:references">References</a>' in html


def test_two_lists_with_the_same_numbers_cite_nothing_and_lose_nothing(label: Read) -> None:
    monograph = label("<paragraph>Quills.<sup>1</sup></paragraph>", THREE + THREE)
    assert [reference.id for reference in monograph.references] == ["1", "2", "3", "entry-4", "entry-5", "entry-6"]
    assert citations(monograph.sections[0].html) == []


def test_a_long_text_of_numbers_takes_no_longer_than_its_length(label: Read) -> None:
    label("<paragraph>" + "was shown.<sup>1</sup> [1] (see reference 1) " * 4000 + "</paragraph>")


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "count", "cited"), [("humira", 1, 2), ("lipitor", 1, 0), ("methylprednisolone", 2, 0)]
)
def test_the_references_of_real_labels(
    shared_data: Path, name: str, count: int, cited: int, read_label: Callable[..., Imported]
) -> None:
    monograph = read_label((shared_data / "spl" / f"{name}.xml").read_bytes()).monograph
    assert len(monograph.references) == count
    assert sum(len(citations(section.html)) for section in monograph.sections) == cited
