"""Real labels arrive whole: every visible word in its order, every table, every reference resolved or reported."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from desktop_app.importers.context import ImportContext
from desktop_app.importers.drug_names import DrugNames
from desktop_app.importers.items import Imported, Item
from desktop_app.importers.kind_map import KindMap
from desktop_app.importers.spl.label import read_spl, recognises
from desktop_app.importers.spl.outline import HIGHLIGHTS_KEY, PRODUCTS_KEY
from desktop_app.monograph.html import plain_text, sanitise
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Name, NameKind, Section

pytestmark = pytest.mark.real_data

LABELS = ("lipitor", "lipitor-repackaged", "humira", "haloperidol-no-title", "otc-cough", "rogaine")
INLINE = {"content", "sub", "sup", "linkHtml", "footnoteRef"}
WORDS = re.compile(r"\w+|[^\w\s]")


@pytest.fixture(scope="module")
def items(shared_data: Path) -> dict[str, Item]:
    found = {name: Item(f"{name}.xml", _bytes(shared_data, name), "spl") for name in LABELS if name != "rogaine"}
    with zipfile.ZipFile(shared_data / "spl" / "rogaine-dailymed.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    xml = next(name for name in files if name.endswith(".xml"))
    return found | {"rogaine": Item(xml, files.pop(xml), "spl", "rogaine-dailymed.zip", files)}


def _bytes(shared_data: Path, name: str) -> bytes:
    return (shared_data / "spl" / f"{name}.xml").read_bytes()


@pytest.fixture(scope="module")
def labels(items: dict[str, Item]) -> dict[str, Imported]:
    context = ImportContext(DrugNames.load(), KindMap.load(), "2026-01-01")
    return {name: read_spl(item, context) for name, item in items.items()}


def words(text: str) -> list[str]:
    return WORDS.findall(text)


def source_text(element: etree._Element, *, leave: frozenset[str] = frozenset()) -> str:
    """What a reader sees of an element, blocks apart from each other."""
    name = etree.QName(element).localname
    if name in leave:
        return " "
    inner = (element.text or "") + "".join(source_text(child, leave=leave) + (child.tail or "") for child in element)
    return inner if name in INLINE else f" {inner} "


def narrative(document: etree._Element, path: str) -> Iterator[etree._Element]:
    yield from document.xpath(f"//v3:section/{path}", namespaces={"v3": "urn:hl7-org:v3"})


def text_of(sections: list[Section], *, with_titles: bool = True) -> str:
    """With citation marks, which the plain text of a section leaves out, and all on the line, as the file is read."""
    read = (
        (section.title, re.sub('<a href="cite:[^"]+">([^<]+)</a>', r"\1", re.sub("</?su[bp]>", "", section.html)))
        for section in sections
    )
    return "\n".join(f"{title if with_titles else ''}\n{plain_text(html)}" for title, html in read)


def missing(wanted: list[str], text: list[str]) -> list[str]:
    """The words of `wanted` that do not come in their order in `text`."""
    place, absent = 0, []
    for number, word in enumerate(wanted):
        try:
            place = text.index(word, place) + 1
        except ValueError:
            absent = wanted[number:]
            break
    return absent


@pytest.mark.parametrize("name", LABELS)
def test_every_word_of_the_full_text_comes_in_its_order(
    name: str, items: dict[str, Item], labels: dict[str, Imported]
) -> None:
    """Footnotes and the rows of a `tfoot` come behind their table: see the next test."""
    document = etree.fromstring(items[name].data)
    moved = frozenset({"footnote", "tfoot"})
    wanted = words(
        " ".join(source_text(part, leave=moved) for part in narrative(document, "*[self::v3:title or self::v3:text]"))
    )
    ours = [section for section in labels[name].monograph.sections if section.key not in {HIGHLIGHTS_KEY, PRODUCTS_KEY}]
    text = words(text_of(ours))
    assert missing(wanted, text) == []
    assert len(wanted) > 500
    # The other way round: what Materia adds is named, so that a word doubled would show.
    added = Counter(text) - Counter(wanted)
    allowed = Counter(
        words(" ".join(source_text(part) for part in narrative(document, ".//*[self::v3:footnote or self::v3:tfoot]")))
    )
    derived = Counter(words(" ".join(section.title for section in ours)))
    marks = Counter({mark: added[mark] for mark in "*†‡§¶#"})
    figure = "[The source has a figure here, which is not in the imported file: ]"
    figures = Counter({word: added[word] for word in words(figure)})
    described = set(
        words(" ".join(source_text(part) for part in narrative(document, "v3:component/v3:observationMedia/v3:text")))
    )
    listed = Counter({word: added[word] for word in ("a", "b", ".")})
    alternatives = Counter({word: added[word] for word in described})
    assert added - allowed - derived - marks - figures - alternatives - listed == Counter()


@pytest.mark.parametrize("name", LABELS)
def test_every_footnote_comes_behind_its_place(name: str, items: dict[str, Item], labels: dict[str, Imported]) -> None:
    document = etree.fromstring(items[name].data)
    text = " ".join(words(text_of(list(labels[name].monograph.sections))))
    notes = [*document.iter("{urn:hl7-org:v3}footnote"), *document.iter("{urn:hl7-org:v3}tfoot")]
    for note in notes:
        assert " ".join(words(source_text(note, leave=frozenset({"footnoteRef"})))) in text
    assert len(notes) == {"lipitor": 18, "lipitor-repackaged": 17}.get(name, 0)


@pytest.mark.parametrize("name", LABELS)
def test_highlights_stand_apart_and_once(name: str, items: dict[str, Item], labels: dict[str, Imported]) -> None:
    document = etree.fromstring(items[name].data)
    wanted = words(" ".join(source_text(part) for part in narrative(document, "v3:excerpt/v3:highlight/v3:text")))
    sections = [section for section in labels[name].monograph.sections if section.key == HIGHLIGHTS_KEY]
    assert bool(sections) is bool(wanted)
    if wanted:
        text = words(plain_text(sections[0].html))
        assert missing(wanted, text) == []
        title = words(" ".join(source_text(part) for part in document.iterfind("{urn:hl7-org:v3}title")))
        headings = words(" ".join(re.sub("<[^>]*>", "", html) for html in re.findall("<h3>.*?</h3>", sections[0].html)))
        assert Counter(text) == Counter(wanted) + Counter(title) + Counter(headings)


@pytest.mark.parametrize("name", LABELS)
def test_no_table_is_lost_or_made_but_those_of_the_product(
    name: str, items: dict[str, Item], labels: dict[str, Imported]
) -> None:
    sections = [section for section in labels[name].monograph.sections if section.key != PRODUCTS_KEY]
    tables = [table for section in sections for table in re.findall("<table>", section.html)]
    assert len(tables) == items[name].data.count(b"<table")
    cells = [cell for section in sections for cell in re.findall(r"<t[dh](?= |>)", section.html)]
    assert len(cells) == len(re.findall(rb"<t[dh](?= |>|/)", items[name].data))


@pytest.mark.parametrize("name", LABELS)
def test_every_link_leads_to_a_section_or_is_reported(
    name: str, items: dict[str, Item], labels: dict[str, Imported]
) -> None:
    monograph = labels[name].monograph
    html = "".join(section.html for section in monograph.sections)
    keys = re.findall('href="section:([^"]+)"', html)
    assert set(keys) <= {section.key for section in monograph.sections}
    inside = re.findall(rb'<linkHtml[^>]*href="#(?!http)', items[name].data)
    reported = [words for words in monograph.provenance.unresolved if "(#" in words]
    headings = len(re.findall(r'<h3><a href="section:', html))
    assert len(keys) - headings + len(reported) >= len(inside)


@pytest.mark.parametrize("name", LABELS)
def test_all_of_it_is_sanitised_and_its_keys_are_unique(name: str, labels: dict[str, Imported]) -> None:
    sections = labels[name].monograph.sections
    assert len({section.key for section in sections}) == len(sections)
    for section in sections:
        assert sanitise(section.html).html == section.html
        assert section.parent in {None, *(before.key for before in sections[: section.order])}


@pytest.mark.parametrize(
    ("name", "title", "names", "substances", "version", "date", "publisher"),
    [
        (
            "lipitor",
            "Lipitor",
            ("Lipitor", "atorvastatin calcium"),
            ("ATORVASTATIN CALCIUM TRIHYDRATE",),
            "11",
            "2014-01-13",
            "Parke-Davis",
        ),
        (
            "lipitor-repackaged",
            "Lipitor",
            ("Lipitor", "atorvastatin calcium trihydrate"),
            ("atorvastatin calcium trihydrate",),
            "8",
            "2012-02-29",
            "PD-Rx",
        ),
        ("humira", "Humira", ("Humira", "Adalimumab"), ("ADALIMUMAB",), "1560", "2013-09-30", "AbbVie"),
        ("haloperidol-no-title", "Haloperidol", ("haloperidol",), ("HALOPERIDOL",), "1", "2010-07-28", "Contract"),
        (
            "otc-cough",
            "TRIAMINIC Childrens Night Time Cold and Cough",
            ("TRIAMINIC Childrens Night Time Cold and Cough", "Diphenhydramine HCl, Phenylephrine HCl"),
            ("DIPHENHYDRAMINE HYDROCHLORIDE", "PHENYLEPHRINE HYDROCHLORIDE"),
            "1",
            "2011-04-26",
            "Novartis",
        ),
    ],
)
def test_names_and_provenance_are_the_sources(
    name: str,
    title: str,
    names: tuple[str, ...],
    substances: tuple[str, ...],
    version: str,
    date: str,
    publisher: str,
    labels: dict[str, Imported],
) -> None:
    monograph = labels[name].monograph
    assert monograph.title == title
    assert tuple(name.text for name in monograph.names) == names
    assert monograph.substances == substances
    assert monograph.provenance.version == version
    assert monograph.provenance.effective_date == date
    assert monograph.provenance.publisher.startswith(publisher)
    assert monograph.uid == f"spl:{monograph.provenance.source_id}"


def test_a_brand_and_its_generic_name_are_told_apart(labels: dict[str, Imported]) -> None:
    assert labels["lipitor"].monograph.names == (
        Name("Lipitor", NameKind.BRAND),
        Name("atorvastatin calcium", NameKind.GENERIC),
    )


def test_sections_have_the_kind_of_their_code_or_heading(labels: dict[str, Imported]) -> None:
    humira, lipitor = labels["humira"].monograph, labels["lipitor"].monograph
    kinds = {section.key: section.kind for section in humira.sections}
    assert kinds["warning-serious-infections-and-malignancy"] is Kind.BOXED_WARNING
    assert kinds["warnings-and-precautions/serious-infections"] is Kind.WARNINGS
    assert kinds["use-in-specific-populations/nursing-mothers"] is Kind.PREGNANCY_LACTATION
    assert kinds["medication-guide"] is Kind.COUNSELLING
    muscle = lipitor.section("warnings-and-precautions/skeletal-muscle")
    assert muscle is not None
    assert (muscle.title, muscle.code, muscle.parent) == ("5.1 Skeletal Muscle", "42229-5", "warnings-and-precautions")


def test_a_box_around_a_dose_is_no_boxed_warning(labels: dict[str, Imported]) -> None:
    boxed = [
        section for section in labels["haloperidol-no-title"].monograph.sections if section.kind == "boxed-warning"
    ]
    assert [section.title for section in boxed] == ["Boxed Warning"]
    assert "Increased Mortality" in boxed[0].html


def test_pictures_come_from_the_archive_or_the_text_says_that_they_are_missing(labels: dict[str, Imported]) -> None:
    rogaine = labels["rogaine"]
    assert [media.media_type for media in rogaine.media] == ["image/jpeg"]
    assert f'<img src="media:{rogaine.media[0].sha256}"' in "".join(part.html for part in rogaine.monograph.sections)
    assert rogaine.monograph.provenance.container == "rogaine-dailymed.zip"
    lipitor = labels["lipitor"]
    assert lipitor.media == ()
    chemistry = lipitor.monograph.section("description")
    assert chemistry is not None
    assert "[The source has a figure here, which is not in the imported file: Chemical Structure]" in chemistry.html
    assert "picture lipitor-01.jpg (Chemical Structure)" in lipitor.monograph.provenance.unresolved


def test_product_data_is_in_tables(labels: dict[str, Imported]) -> None:
    products = labels["lipitor"].monograph.section(PRODUCTS_KEY)
    assert products is not None
    text = plain_text(products.html)
    for row in (
        "Item code (NDC)\t0071-0155",
        "Dosage form\tTABLET, FILM COATED",
        "Route of administration\tORAL",
        "Marketing category\tNDA",
        "Application or monograph\tNDA020702",
        "ATORVASTATIN CALCIUM TRIHYDRATE\t48A5M73Z4Q\tATORVASTATIN\t10 mg\tits active moiety",
        "CANDELILLA WAX\tWL0328HX19",
        "0071-0155-23\t90 in 1 BOTTLE",
        "0071-0155-40\t100 BLISTER PACK in 1 CARTON",
    ):
        assert row in text


def test_labels_are_recognised_by_their_opening(items: dict[str, Item]) -> None:
    for item in items.values():
        assert recognises(item.data[:4000])
