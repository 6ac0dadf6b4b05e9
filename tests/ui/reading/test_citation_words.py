"""What is said about a citation."""

from __future__ import annotations

import dataclasses

from desktop_app.citations.audit import Use, usage
from desktop_app.monograph.model import Monograph, Reference, ReferenceStatus
from desktop_app.ui.reading.citation_words import (
    CitationWords,
    button_links,
    citation_words,
    cited_words,
    missing_words,
)


def words(monograph: Monograph, ref: str) -> CitationWords:
    return citation_words(monograph, ref, ref, usage(monograph).get(ref, ()))


def test_a_matched_reference_says_how_and_how_surely(cited_monograph: Monograph) -> None:
    said = words(cited_monograph, "26")
    assert (said.status_word, said.status_reason) == ("Matched", "order, 3 uses, shares alcohol, 99 % sure")
    assert said.cited == "Cited 3× here: Withdrawal syndrome 2, Research 1"
    assert [link.label for link in said.links] == ["DOI", "PubMed"]
    assert "<em>CNS Neurol Disord Drug Targets.</em>" in said.html


def test_sureness_is_never_rounded_up_to_certainty(cited_monograph: Monograph) -> None:
    sure = dataclasses.replace(cited_monograph.references[2], probability=0.9999)
    monograph = dataclasses.replace(cited_monograph, references=(sure,))
    assert words(monograph, "26").status_reason.endswith("99 % sure")


def test_a_missing_reference_says_so_and_gives_nothing_to_copy(cited_monograph: Monograph) -> None:
    said = words(cited_monograph, "24")
    assert said.html == "No reference 24 in the source file."
    assert (said.text, said.links, said.status) == ("", (), ReferenceStatus.MISSING)


def test_a_mark_that_points_nowhere_is_missing_too(cited_monograph: Monograph) -> None:
    assert citation_words(cited_monograph, "99", "99", ()).status is ReferenceStatus.MISSING


def test_a_statement_without_source_says_that_the_source_asks(cited_monograph: Monograph) -> None:
    said = words(cited_monograph, "?")
    assert said.status is None
    assert "The source itself asks for a source" in said.spoken


def test_a_screen_reader_hears_number_reference_status_and_places(cited_monograph: Monograph) -> None:
    spoken = words(cited_monograph, "26").spoken
    assert spoken.startswith("Reference 26. Leggio L.")
    assert "Matched: order" in spoken
    assert spoken.endswith("Withdrawal syndrome 2, Research 1.")


def test_how_often_a_missing_one_is_cited_stands_in_words(cited_monograph: Monograph) -> None:
    uses = usage(cited_monograph)
    assert missing_words(cited_monograph, uses["24"]) == "The text cites it once: Withdrawal syndrome."


def test_an_address_is_a_button_only_where_there_is_nothing_better() -> None:
    csl = {"type": "webpage", "title": "Drug", "URL": "https://example.org/a"}
    assert [link.label for link in button_links(Reference("1", "1", ReferenceStatus.GIVEN, "Drug", csl))] == [
        "Web page"
    ]
    better = Reference("1", "1", ReferenceStatus.GIVEN, "Drug", csl, doi="10.1/x", pmid="12")
    assert [link.label for link in button_links(better)] == ["DOI", "PubMed"]


def test_many_citing_sections_are_counted_and_not_all_named(cited_monograph: Monograph) -> None:
    uses = [Use(f"s{number}", 2) for number in range(9)]
    assert cited_words(cited_monograph, uses) == "Cited 18× here: s0 2, s1 2, s2 2, s3 2, s4 2 and 4 more sections"
    assert cited_words(cited_monograph, uses[:6]).endswith("s4 2 and 1 more section")
    assert cited_words(cited_monograph, ()) == "Not cited in this text"
