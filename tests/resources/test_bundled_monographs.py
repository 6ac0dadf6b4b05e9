"""The promise of the bundled monographs: every statement has its source, and every figure stands in that source.

The checks themselves are tested first, on monographs written to fail them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest

import resources
from desktop_app.importers.drug_names import DrugNames
from desktop_app.importers.formats import ImportContext, beside, read_monograph
from desktop_app.importers.kind_map import KindMap
from desktop_app.monograph.html import citations, plain_text
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, NameKind, ReferenceStatus

NOT_COVERED = re.compile(r"[Nn]ot covered by the sources of this monograph; import the product label\.$")
_UNIT = r"(?:(?:mg|mcg|ng|ml|g|[mnμ]m|hours?)(?:/[a-zμ]+)?|%|liters|years|patients|million|times|-fold)(?![a-zμ/])"
_FIGURE = r"\d+(?:[.,]\d+)*½?"
FIGURES = re.compile(rf"{_FIGURE}(?:(?:-|to |or ){_FIGURE})?(?:{_UNIT})?")
"""A figure or a range of figures with its unit, as `normalised` leaves them: `10mg`, `6to 8hours`, `70-80%`."""
_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|ten)(?:-half hour)?"
NUMBER_WORDS = re.compile(rf"\b(?!one\b(?! to| hour|-half)){_WORD}(?: to {_WORD})?(?:[ -](?:hour|year|patient)s?)?\b")
LONGEST_COMMON_RUN = 9
"""Words in a row that may be the same as in a source: names of diseases, doses and routes leave little choice."""


@dataclass(frozen=True)
class Block:
    """A paragraph, list item, definition, or row of a table, with everything it rests on."""

    text: str
    refs: frozenset[str]


class _Blocks(HTMLParser):
    """Cuts Materia HTML into blocks. The rows of a table also rest on what its caption cites."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Block] = []
        self._text = ""
        self._refs: set[str] = set()
        self._caption: frozenset[str] = frozenset()
        self._in_mark = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href") or ""
        if href.startswith("cite:"):
            self._in_mark = True
            if href != "cite:?":
                self._refs.add(href.removeprefix("cite:"))
        elif tag in {"p", "li", "ul", "ol", "dt", "dd", "table", "tr", "h3", "h4", "caption"}:
            self._end("text")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._in_mark = False
        elif tag == "caption":
            self._caption = frozenset(self._refs)
            self._end("caption")
        elif tag in {"td", "th"}:
            self._text += " "
        elif tag in {"p", "li", "dt", "dd", "h3", "h4", "tr"}:
            self._end(tag)
        elif tag == "table":
            self._caption = frozenset()

    def handle_data(self, data: str) -> None:
        if not self._in_mark:
            self._text += data

    def _end(self, tag: str) -> None:
        text = " ".join(self._text.split())
        is_title = tag in {"h3", "h4", "dt"} or (tag == "caption" and not self._refs)
        if text and not is_title:
            self.found.append(Block(text, frozenset(self._refs) | self._caption))
        self._text, self._refs = "", set()


def blocks(html: str) -> list[Block]:
    reader = _Blocks()
    reader.feed(html)
    reader.close()
    return reader.found


def without_source(html: str) -> list[str]:
    """Blocks that cite nothing and do not say that nothing covers them. The head row of a table needs a cited row."""
    found = blocks(re.sub(r"<thead>.*?</thead>", "", html, flags=re.S))
    return [block.text for block in found if not block.refs and not NOT_COVERED.search(block.text)]


def normalised(text: str) -> str:
    """Small letters, one form of space, hyphen and micro, and no space between a figure and its unit."""
    text = text.casefold().replace("\u00a0", " ").replace("–", "-").replace("µ", "μ")
    text = re.sub(r"(?<=\d) ?- ?(?=\d)", "-", text)
    return re.sub(r"(?<=[\d½])\s+(?=[a-zμ%])", "", text)


def figures(text: str) -> Iterator[str]:
    plain = normalised(text)
    yield from (match[0] for match in FIGURES.finditer(plain))
    yield from (match[0] for match in NUMBER_WORDS.finditer(plain))


def not_in_sources(block: Block, sources: Mapping[str, str]) -> list[str]:
    """The figures, with their units, that none of the block's sources has."""
    texts = [normalised(sources[ref]) for ref in block.refs]
    return [
        figure
        for figure in figures(block.text)
        if not any(re.search(rf"(?<![\d½])(?<!\d[.,]){re.escape(figure)}(?![\d½]|[.,]\d)", text) for text in texts)
    ]


def common_run(text: str, source: str) -> list[str]:
    """The longest run of words that a text shares with a source."""
    words, others = (re.findall(r"[\w'-]+", normalised(part)) for part in (text, source))
    longest: list[str] = []
    joined = " " + " ".join(others) + " "
    for start in range(len(words)):
        while f" {' '.join(words[start : start + len(longest) + 1])} " in joined:
            if start + len(longest) + 1 > len(words):
                break
            longest = words[start : start + len(longest) + 1]
    return longest


def test_the_checks_find_a_statement_without_a_source() -> None:
    assert without_source(
        '<p>A<a href="cite:a">1</a>.</p><ul><li>B.</li></ul><p>C. <a href="cite:?">source needed</a></p>'
    ) == [
        "B.",
        "C.",
    ]
    assert without_source("<p>Doses: not covered by the sources of this monograph; import the product label.</p>") == []
    table = "<table><caption>T{}</caption><thead><tr><th>x</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
    assert without_source(table.format('<a href="cite:a">1</a>')) == []
    assert without_source(table.format("")) == ["1"]


@pytest.mark.parametrize(
    "text",
    [
        "180 mL/min",
        "1.51 hours",
        "10 mg, 20 mg",
        "about 1½ hours",
        "70–80%",
        "6 million",
        "four to eight hours",
        "5 mg",
    ],
)
def test_the_checks_accept_figures_of_the_source_in_another_spelling(text: str) -> None:
    source = "180 mL/min 1.51 hours 10MG 20MG 1½ hours 70 - 80% 6million four to eight hours 5\u00a0mg"
    assert not_in_sources(Block(text, frozenset({"a"})), {"a": source}) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("108 mL/min", "108ml/min"),
        ("180 mL/hour", "180ml/hour"),
        ("0.5 mg/mL", "0.5mg/ml"),
        ("51 hours", "51hours"),
        ("10 mcg", "10mcg"),
        ("5½ hours", "5½hours"),
        ("seven hours", "seven hours"),
        ("four to six hours", "four to six hours"),
        ("4-8 hours", "4-8hours"),
        ("10 mg/kg", "10mg/kg"),
        ("one-half hour", "one-half hour"),
        ("1 hour", "1hour"),
    ],
)
def test_the_checks_find_figures_and_units_that_the_source_does_not_have(text: str, wrong: str) -> None:
    source = "180 mL/min, 1.51 hours, 0.05 mg/mL, 10 mg, 1½ hours, four to eight hours, 5 hours, 11 hours"
    assert not_in_sources(Block(text, frozenset({"a"})), {"a": source}) == [wrong]


def test_the_checks_find_copied_words() -> None:
    assert common_run(
        "It is, as they say, rapidly absorbed after oral use.", "rapidly absorbed after oral administration"
    ) == [
        "rapidly",
        "absorbed",
        "after",
        "oral",
    ]


@pytest.fixture(scope="module")
def baclofen() -> Monograph:
    path = resources.FOLDER / "monographs/baclofen.md"
    context = ImportContext(DrugNames.load(), KindMap.load(), "2026-11-22", neighbour=beside(path))
    return read_monograph(path.read_bytes(), path.name, context)


@pytest.fixture(scope="module")
def labels(shared_data: Path) -> dict[str, str]:
    """Text of each label's section by its set id."""
    lines = (shared_data / "sections/baclofen-labels.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["setid"]: row["text"] for row in map(json.loads, lines)}


@pytest.fixture(scope="module")
def sources(shared_data: Path, labels: dict[str, str], baclofen: Monograph) -> dict[str, str]:
    """The whole text behind each reference of the monograph."""
    products = (shared_data / "names/drugs-at-fda-products.tsv").read_text(encoding="utf-8").splitlines()
    readme = (shared_data / "README.md").read_text(encoding="utf-8").splitlines()
    texts = {
        "wikipedia": (shared_data / "seed/baclofen-article.txt").read_text(encoding="utf-8"),
        # The table itself says nothing of its year.
        "drugsfda": "\n".join(
            [line for line in products if "BACLOFEN" in line] + [line for line in readme if "drugs-at-fda" in line]
        ),
    }
    for entry in baclofen.references:
        if entry.id.startswith("label-"):
            assert entry.csl is not None
            texts[entry.id] = labels[entry.csl["number"]]
    return texts


def test_every_statement_has_a_source_or_says_that_none_covers_it(baclofen: Monograph) -> None:
    assert {s.key: found for s in baclofen.sections if (found := without_source(s.html))} == {}
    assert sum(len(blocks(section.html)) for section in baclofen.sections) > 100


def test_every_mark_has_its_reference_and_every_reference_a_mark(baclofen: Monograph) -> None:
    cited = {mark.ref for section in baclofen.sections for mark in citations(section.html)}
    assert cited == {entry.id for entry in baclofen.references}
    assert {entry.status for entry in baclofen.references} == {ReferenceStatus.GIVEN}
    assert baclofen.provenance.dropped == ()


def test_it_says_when_it_was_written_and_that_no_clinician_reviewed_it(baclofen: Monograph) -> None:
    assert baclofen.uid == "local:baclofen"
    assert baclofen.provenance.effective_date == "2026-11-22"
    assert "2026-11-22" in baclofen.provenance.notice
    assert "Not reviewed by a clinician" in baclofen.provenance.notice


def test_kinds_that_clinicians_look_for_are_there_even_where_no_source_covers_them(baclofen: Monograph) -> None:
    wanted = set(Kind) - {Kind.BOXED_WARNING, Kind.NONCLINICAL, Kind.STUDIES}
    assert wanted <= {section.kind for section in baclofen.sections}
    for key in (
        "dosage",
        "contraindications",
        "interactions",
        "pregnancy-and-lactation",
        "overdose",
        "supply-and-storage",
    ):
        section = baclofen.section(key)
        assert section is not None
        assert any(NOT_COVERED.search(line) for line in plain_text(section.html).splitlines())


def test_no_tab_is_blank(baclofen: Monograph) -> None:
    assert [section.key for section in baclofen.sections if not plain_text(section.html)] == []


@pytest.mark.real_data
def test_every_figure_stands_in_the_source_that_is_cited_for_it(baclofen: Monograph, sources: dict[str, str]) -> None:
    wrong = {
        (section.key, block.text): found
        for section in baclofen.sections
        for block in blocks(section.html)
        if block.refs and (found := not_in_sources(block, sources))
    }
    assert wrong == {}


@pytest.mark.real_data
def test_no_sentence_is_copied_from_a_source(baclofen: Monograph, sources: dict[str, str]) -> None:
    copied = {
        " ".join(run)
        for section in baclofen.sections
        for block in blocks(section.html)
        for ref in block.refs
        if len(run := common_run(block.text, sources[ref])) > LONGEST_COMMON_RUN
    }
    assert copied == set()


@pytest.mark.real_data
def test_every_brand_stands_in_a_source(baclofen: Monograph, sources: dict[str, str]) -> None:
    everything = "\n".join(sources.values()).casefold()
    brands = {name.text for name in baclofen.names if name.kind is not NameKind.GENERIC}
    assert {brand for brand in brands if brand.casefold() not in everything} == set()
    assert {"Lioresal", "Gablofen", "Kemstro", "Chlorophenibut"} <= brands


@pytest.mark.real_data
def test_labels_that_are_said_to_agree_in_wording_do(baclofen: Monograph, sources: dict[str, str]) -> None:
    section = baclofen.section("sources")
    assert section is not None
    agreeing = next(block.refs for block in blocks(section.html) if "agree in wording" in block.text)
    wordings = {
        re.sub(r"^(?:clinicalpharmacology(?:section)?|actions)", "", re.sub(r"\W+", "", sources[ref].casefold()))
        for ref in agreeing
    }
    assert len(wordings) == 1
    assert len(agreeing) == 21


@pytest.mark.real_data
def test_every_label_at_hand_is_a_reference(baclofen: Monograph, labels: dict[str, str]) -> None:
    cited = {entry.csl["number"] for entry in baclofen.references if entry.csl and "number" in entry.csl}
    assert cited == set(labels)


@pytest.mark.real_data
def test_the_table_of_forms_has_every_product(baclofen: Monograph, sources: dict[str, str]) -> None:
    section = baclofen.section("forms")
    assert section is not None
    rows = [block.text for block in blocks(section.html)]
    for product in DrugNames.load().products("baclofen"):
        found = [row for row in rows if row.startswith(f"{product.form} {product.route} ") and product.strength in row]
        if product.is_brand:
            assert any(product.brand in row and set(product.applications) <= set(row.split()) for row in found), product
        else:
            assert any("generic" in row for row in found), product
