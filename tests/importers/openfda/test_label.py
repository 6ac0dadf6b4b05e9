"""Labels as openFDA gives them out: every word once, in its section, and what is wrong said in words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import UnreadableInputError, UserError
from desktop_app.importers.context import ImportContext
from desktop_app.importers.drug_names import DrugNames
from desktop_app.importers.formats import read_item
from desktop_app.importers.items import Imported, Item
from desktop_app.importers.kind_map import KindMap
from desktop_app.importers.openfda.label import recognises
from desktop_app.importers.sources.items import items_in
from desktop_app.monograph.html import plain_text
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Dropped, Monograph, Name, NameKind

CONTEXT = ImportContext(DrugNames.load(), KindMap.load(), "2026-11-22")
TABLE = (
    '<table width="60%"><col align="left"/><caption>Table 1: Doses</caption><thead><tr><th rowspan="2">Age</th>'
    "<th>Dose</th></tr></thead><tbody><tr><td><paragraph>Adults</paragraph></td><td>5 mg<sup>1</sup></td></tr></tbody>"
    "</table>"
)
LABEL: dict[str, Any] = {
    "set_id": "11111111-2222-3333-4444-555555555555",
    "id": "99999999-2222-3333-4444-555555555555",
    "version": "3",
    "effective_time": "20120918",
    "@epoch": 1.5,
    "openfda": {
        "brand_name": ["TESTOL"],
        "generic_name": ["TESTOLAMINE"],
        "substance_name": ["TESTOLAMINE HYDROCHLORIDE", "TESTOLAMINE HYDROCHLORIDE"],
        "manufacturer_name": ["Test Pharma"],
        "route": ["ORAL"],
        "is_original_packager": [True],
    },
    "spl_product_data_elements": ["Testol Testolamine TESTOLAMINE LACTOSE"],
    "pregnancy": ["8.1 Pregnancy There are no adequate studies in pregnant women."],
    "teratogenic_effects": ["There are no adequate studies in pregnant women."],
    "use_in_specific_populations": [
        "8 USE IN SPECIFIC POPULATIONS Overview. 8.1 Pregnancy There are no adequate studies in pregnant women. "
        "8.6 Renal impairment Halve the dose [see Dosage and Administration (2.1)]."
    ],
    "dosage_and_administration": [
        "2 DOSAGE AND ADMINISTRATION 2.1 Adults Take it. Table 1: Doses Age Dose Adults 5 mg1 Then stop. "
        "2.2 Children Do not [see Boxed Warning, Use in Specific Populations (8, 8.1) and Storage (16.2)]."
    ],
    "dosage_and_administration_table": [TABLE],
    "boxed_warning": ["WARNING: Testol is not real & never was < 5."],
    "spl_medguide": ["Medication Guide WARNING: Testol is not real & never was < 5. Ask."],
    "a_new_field": ["Something that nobody foresaw."],
}


def read(label: dict[str, Any], **facts: str) -> Imported:
    return read_item(Item("label", json.dumps(label).encode(), "openfda", "a.json", facts=facts), CONTEXT)


def monograph_of(**changes: Any) -> Monograph:
    return read({key: value for key, value in (LABEL | changes).items() if value is not None}).monograph


def html(monograph: Monograph, key: str) -> str:
    section = monograph.section(key)
    assert section is not None
    return section.html


def test_what_the_label_is() -> None:
    monograph = read(LABEL, licence="CC0", retrieved="2015-05-31").monograph
    provenance = monograph.provenance
    assert (monograph.uid, monograph.title) == ("openfda:11111111-2222-3333-4444-555555555555", "TESTOL")
    assert monograph.names == (
        Name("TESTOLAMINE", NameKind.GENERIC),
        Name("TESTOL", NameKind.BRAND),
        Name("TESTOLAMINE HYDROCHLORIDE", NameKind.GENERIC),
    )
    assert monograph.substances == ("TESTOLAMINE HYDROCHLORIDE",)
    assert (provenance.publisher, provenance.version, provenance.effective_date) == ("Test Pharma", "3", "2012-09-18")
    assert (provenance.licence, provenance.retrieved, provenance.container) == ("CC0", "2015-05-31", "a.json")


def test_sections_stand_in_the_order_of_their_numbers_and_in_each_other() -> None:
    monograph = monograph_of()
    assert [(section.key, section.title, section.kind) for section in monograph.sections] == [
        ("boxed-warning", "WARNING", Kind.BOXED_WARNING),
        ("dosage-and-administration", "2 DOSAGE AND ADMINISTRATION", Kind.DOSAGE),
        ("use-in-specific-populations", "8 USE IN SPECIFIC POPULATIONS", Kind.POPULATIONS),
        ("use-in-specific-populations/pregnancy", "8.1 Pregnancy", Kind.PREGNANCY_LACTATION),
        ("use-in-specific-populations/pregnancy/teratogenic-effects", "Teratogenic effects", Kind.PREGNANCY_LACTATION),
        ("spl-medguide", "Medication Guide", Kind.COUNSELLING),
        ("a-new-field", "A new field", Kind.OTHER),
        ("product-data", "Product data", Kind.FORMS),
    ]
    assert html(monograph, "use-in-specific-populations") == (
        '<p>Overview.</p><p><a href="section:use-in-specific-populations/pregnancy">8.1 Pregnancy</a></p>'
        "<p>8.6 Renal impairment Halve the dose [see Dosage and Administration "
        '(<a href="section:dosage-and-administration">2.1</a>)].</p>'
    )
    assert html(monograph, "boxed-warning") == "<p>Testol is not real &amp; never was &lt; 5.</p>"
    assert monograph.provenance.unmapped == ("A new field",)


def test_a_table_stands_where_its_words_were() -> None:
    text = html(monograph_of(), "dosage-and-administration")
    assert text.startswith("<p>2.1 Adults Take it.</p><table><caption>Table 1: Doses</caption>")
    assert '<th rowspan="2">Age</th>' in text
    assert "</table><p>Then stop.</p><p>2.2 Children Do not [see" in text
    assert plain_text(text).count("5 mg") == 1


def test_a_table_without_its_words_in_the_text_stands_at_the_end() -> None:
    monograph = monograph_of(
        dosage_and_administration=["2 DOSAGE AND ADMINISTRATION Take it."], contraindications_table=[TABLE]
    )
    assert html(monograph, "dosage-and-administration").startswith("<p>Take it.</p><table>")
    assert html(monograph, "contraindications").startswith("<table>")


def test_references_lead_to_sections_or_are_reported() -> None:
    monograph = monograph_of()
    text = html(monograph, "dosage-and-administration")
    around = '<a href="section:use-in-specific-populations">8</a>'
    assert f'({around}, <a href="section:use-in-specific-populations/pregnancy">8.1</a>)' in text
    (unresolved,) = monograph.provenance.unresolved
    assert unresolved == "[see Boxed Warning, Use in Specific Populations (8, 8.1) and Storage (16.2)]"
    keys = {section.key for section in monograph.sections}
    links = {link for section in monograph.sections for link in re.findall(r'"section:([^"]+)"', section.html)}
    assert links <= keys


@pytest.mark.parametrize(
    ("elements", "title"),
    [
        (["AMBIEN ZOLPIDEM TARTRATE ZOLPIDEM TARTRATE ZOLPIDEM"], "AMBIEN"),
        (["Zolpidem Zolpidem Tartrate ZOLPIDEM TARTRATE"], "Zolpidem"),
        (["Ambien lactose"], "Label 11111111-2222-3333-4444-555555555555"),
        (["Care One Zolpidem"], "Label 11111111-2222-3333-4444-555555555555"),
        (None, "Label 11111111-2222-3333-4444-555555555555"),
    ],
)
def test_a_label_without_names_has_a_title_only_where_it_is_plain(elements: list[str] | None, title: str) -> None:
    assert monograph_of(openfda=None, spl_product_data_elements=elements).title == title


@pytest.mark.parametrize("day", ["20120931", "2012093", "x", "00000000"])
def test_a_day_that_does_not_exist_is_no_date(day: str) -> None:
    provenance = monograph_of(effective_time=day).provenance
    assert provenance.effective_date == ""
    assert f"effective time {day}" in provenance.unresolved


def test_fields_that_are_no_text_are_dropped_and_counted() -> None:
    monograph = monograph_of(
        odd=[{"a": 1}], number=5, overdosage="Call somebody.", openfda={"route": 5, "brand_name": None}
    )
    assert Dropped("field that is no text", 2) in monograph.provenance.dropped
    assert html(monograph, "overdosage") == "<p>Call somebody.</p>"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{}", "without any text"),
        (b'{"openfda": {}}', "without any text"),
        (b'{"contraindications": ["None."]}', "does not say which"),
        (b'{"results": [{}, {}]}', "holds 2 labels"),
        (b'{"error": {"code": "NOT_FOUND"}}', "that there is nothing"),
        (b'{"results": [5]}', "has no fields"),
        (b"[]", "has no fields"),
        (b'{"set_id": ', "it is no JSON"),
        (b"[" * 100_000, "it is no JSON"),
        (b'{"version": ' + b"1" * 5000 + b"}", "it is no JSON"),
    ],
)
def test_what_is_no_label_says_why(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableInputError, match=words):
        read_item(Item("x", data, "openfda"), CONTEXT)


def test_a_whole_answer_with_one_label_is_that_label() -> None:
    data = json.dumps({"meta": {}, "results": [LABEL]}).encode()
    assert read_item(Item("x", data, "openfda"), CONTEXT).monograph.title == "TESTOL"


def test_texts_that_claim_the_same_words_are_both_there() -> None:
    words = "one two three four five six seven eight nine ten"
    label = {"set_id": "x", "warnings": [f"Start {words} end."], "abuse": [words[:30]], "dependence": [words[20:]]}
    sections = {section.key: plain_text(section.html) for section in read(label).monograph.sections}
    assert sections["warnings/abuse"] == words[:30].strip()
    assert sections["dependence"] == words[20:].strip()


def test_a_label_of_very_many_fields_is_not_searched_for_itself() -> None:
    label = {"set_id": "x"} | {f"field_{n}": ["the same words in every one of them"] for n in range(301)}
    assert len(read(label).monograph.sections) == 301


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        (b'{"meta": {"disclaimer": "Do not rely on openFDA"', True),
        (b'\xef\xbb\xbf{"results": [{"openfda": {', True),
        (b'{"error": {"code": "NOT_FOUND", "message": "No matches', True),
        (b'{"error": "openFd"}', False),
        (b"openFDA is a beta research project", False),
        (b'["openFDA"]', False),
        (b'[\n {"set_id": "a", "indications_and_usage": ["For', True),
        (b'{"effective_time": "20200101", "dosage_and_administration": "Take', True),
        (b'{"set_id": "a", "purpose": ["Pain reliever"]', True),
        (b'{"description": ["A list of songs"]', False),
    ],
)
def test_openings(opening: bytes, expected: bool) -> None:
    assert recognises(opening) is expected


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def all_words(monograph: Monograph, key: str) -> list[str]:
    """A section's title and text, each inner section in the place of the link to it."""
    section = monograph.section(key)
    assert section is not None
    inner = {child.key for child in monograph.sections if child.parent == key}
    words = words_of(section.title)
    for piece in re.split(r'(<p><a href="section:[^"]+">[^<]*</a></p>)', section.html):
        link = re.fullmatch(r'<p><a href="section:([^"]+)">[^<]*</a></p>', piece)
        words += all_words(monograph, link[1]) if link and link[1] in inner else words_of(plain_text(piece))
    return words


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["ambien", "aspirin"])
def test_every_word_of_a_real_label_is_there_in_order(shared_data: Path, name: str) -> None:
    (item,) = items_in(shared_data / "openfda" / f"{name}.json")
    assert isinstance(item, Item)
    monograph = read_item(item, CONTEXT).monograph
    keys = {section.key.rsplit("/", 1)[-1]: section.key for section in monograph.sections}
    label = json.loads(item.data)
    compared = 0
    for field, strings in label.items():
        key = keys.get(field.replace("_", "-"))
        if key is None or not isinstance(strings, list):
            assert field in {
                "set_id",
                "id",
                "version",
                "effective_time",
                "openfda",
                "@epoch",
                "spl_product_data_elements",
            } or (field.endswith("_table"))
            continue
        text = " ".join(strings)
        for note in re.findall("<footnote>([^<]*)</footnote>", " ".join(label.get(f"{field}_table", ()))):
            assert monograph.section(key).html.count(f"<p><sup>*</sup> {note}</p>")  # type: ignore[union-attr]
            text = text.replace(note, "")
        found, wanted = "".join(all_words(monograph, key)), "".join(words_of(text))
        for note in re.findall("<footnote>([^<]*)</footnote>", " ".join(label.get(f"{field}_table", ()))):
            found = found.replace("".join(words_of(note)), "")
        if not found.startswith(wanted[:10]) or field == "teratogenic_effects":  # a title that the text does not have
            section = monograph.section(key)
            assert section is not None
            found = found.removeprefix("".join(words_of(section.title)))
        # Titles of openFDA's own for what has none inside.
        for own in ("Unclassifiedsection", "Storageandhandling", "Teratogeniceffects", "Pregnancyorbreastfeeding"):
            found = found if own in wanted else found.replace(own, "")
        assert found.startswith(wanted), field
        compared += 1
    assert compared > 14


@pytest.mark.real_data
def test_every_table_of_a_real_label_is_there_once(shared_data: Path) -> None:
    (item,) = items_in(shared_data / "openfda" / "ambien.json")
    assert isinstance(item, Item)
    label = json.loads(item.data)
    given_tables = {html for field, tables in label.items() if field.endswith("_table") for html in tables}
    monograph = read_item(item, CONTEXT).monograph
    own = "".join(section.html for section in monograph.sections if section.key != "product-data")
    assert own.count("<table>") == len(given_tables) == 5
    assert own.count("<tr>") == sum(html.count("<tr") for html in given_tables)


ENDPOINTS: dict[str, dict[str, Any]] = {
    "approved applications": {
        "application_number": "NDA1",
        "sponsor_name": "X",
        "products": [{"brand_name": "TESTOL"}],
    },
    "listed products": {"product_ndc": "1-1", "labeler_name": "X", "route": ["ORAL"], "packaging": []},
    "reports of adverse events": {"safetyreportid": "1", "patient": {"drug": []}, "serious": "1"},
    "recalls": {"recall_number": "D-1", "reason_for_recall": "Dust", "product_description": "Testol"},
    "shortages": {"shortage_reason": "Demand", "generic_name": "Testol", "contact_info": "1-800"},
    "counts": {"term": "TESTOL", "count": 5},
}


@pytest.mark.parametrize("is_bare", [True, False])
@pytest.mark.parametrize("words", ENDPOINTS)
def test_an_answer_of_another_endpoint_is_refused_and_replaces_no_label(
    words: str, tmp_path: Path, *, is_bare: bool
) -> None:
    result = {**ENDPOINTS[words], "openfda": {"spl_set_id": [LABEL["set_id"]], "brand_name": ["TESTOL"]}}
    whole = {"meta": {"disclaimer": "Do not rely on openFDA"}, "results": [result]}
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(result if is_bare else whole))
    (item,) = items_in(path)
    assert isinstance(item, Item)
    with pytest.raises(UnreadableInputError, match=f"about {words}.*, not a drug label"):
        read_item(item, CONTEXT)


def test_the_set_ids_that_openfda_adds_are_no_identity() -> None:
    label = {"openfda": {"spl_set_id": ["other"]}, "warnings": ["Mind the step."]}
    with pytest.raises(UnreadableInputError, match="no set id"):
        read(label)
    assert read({**label, "id": "one"}).monograph.uid == "openfda:one"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_bare_result_and_a_list_of_results_are_labels(tmp_path: Path, encoding: str) -> None:
    other = {**LABEL, "set_id": "other"}
    path = tmp_path / "labels.json"
    titles = []
    for content in (LABEL, [LABEL, other], [LABEL]):
        path.write_bytes(json.dumps(content).encode(encoding))
        items = list(items_in(path))
        assert all(isinstance(item, Item) for item in items)
        titles.append([read_item(item, CONTEXT).monograph.uid for item in items if isinstance(item, Item)])
    uid = f"openfda:{LABEL['set_id']}"
    assert titles == [[uid], [uid, "openfda:other"], [uid]]


@pytest.mark.parametrize(
    ("text", "raws"),
    [
        (
            "15 REFERENCES 1. NIOSH Alert: Dust. 2. OSHA Manual, 2020. 1-9.",
            ["NIOSH Alert: Dust.", "OSHA Manual, 2020. 1-9."],
        ),
        ("REFERENCES: [1] National Program. [2] Other.", ["National Program.", "Other."]),
        ("REFERENCES 1. Smith J. J Test, vol 2. New York. 2. Doe J.", []),
        ("REFERENCES 2. Smith J.", []),
        ("REFERENCES See the web page.", []),
    ],
)
def test_references_are_those_that_can_surely_be_told_apart(text: str, raws: list[str]) -> None:
    monograph = read({"set_id": "x", "references": [text]}).monograph
    assert [reference.raw for reference in monograph.references] == raws
    assert [reference.label for reference in monograph.references] == [str(n + 1) for n in range(len(raws))]
    assert "".join(plain_text(monograph.sections[0].html).split()) in "".join(text.split())


def test_the_swab_of_a_kit_is_not_its_drug() -> None:
    facts = {"brand_name": ["Quill Kit"], "substance_name": ["ISOPROPYL ALCOHOL", "QUILLOMINE SODIUM PHOSPHATE"]}
    kit = {"set_id": "x", "warnings": ["Mind it."], "openfda": facts}
    assert read(kit).monograph.substances == ("QUILLOMINE SODIUM PHOSPHATE",)
    lotion = {**kit, "openfda": {**facts, "brand_name": ["Quill lotion"]}}
    assert read(lotion).monograph.substances == ("ISOPROPYL ALCOHOL", "QUILLOMINE SODIUM PHOSPHATE")
    pads = {**kit, "openfda": {"brand_name": ["Prep kit"], "substance_name": ["ISOPROPYL ALCOHOL"]}}
    assert read(pads).monograph.substances == ("ISOPROPYL ALCOHOL",)


def notes_of(*tables: str, text: str = "DOSAGE See the table.") -> tuple[str, Imported]:
    imported = read({"set_id": "x", "dosage_and_administration": [text], "dosage_and_administration_table": [*tables]})
    return imported.monograph.sections[0].html, imported


@pytest.mark.parametrize(
    ("cell", "words", "expected"),
    [
        ('30 mg <content styleCode="Strikethrough">or 300 mg</content>', "30 mg or 300 mg", "30 mg"),
        ('30 mg <content revised="delete">or 300 mg</content>', "30 mg or 300 mg", "30 mg"),
        ("30 mg <s>or 300 mg</s>", "30 mg or 300 mg", "30 mg"),
        ('10<content styleCode="bold sup">9</content>/L', "109/L", "10⁹/L"),
        ('H<content styleCode="sub">2</content>O', "H2O", "H₂O"),
    ],
)
def test_what_a_style_code_strikes_out_or_raises_in_a_cell_is_so(cell: str, words: str, expected: str) -> None:
    table = f"<table><tr><td>Adult</td><td><paragraph>{cell}</paragraph></td></tr></table>"
    written, _ = notes_of(table, text=f"DOSAGE Before. Adult {words} After.")
    assert " ".join(plain_text(written).split()) == f"DOSAGE Before. Adult {expected} After."


def test_a_footnote_in_a_cell_is_a_mark_and_a_note_below_the_table() -> None:
    table = (
        '<table><tbody><tr><td>Adult</td><td><paragraph>10<footnote ID="f1">2 mg in renal impairment</footnote>'
        '</paragraph></td></tr><tr><td>Child</td><td>5<footnoteRef IDREF="f1"/></td></tr></tbody></table>'
    )
    html, _ = notes_of(table, text="DOSAGE Take: Adult 10 2 mg in renal impairment Child 5 Then stop.")
    assert html == (
        "<p>DOSAGE Take:</p><table><tbody><tr><td>Adult</td><td><p>10<sup>*</sup></p></td></tr>"
        "<tr><td>Child</td><td>5<sup>*</sup></td></tr></tbody></table><p><sup>*</sup> 2 mg in renal impairment</p>"
        "<p>Then stop.</p>"
    )


def test_a_note_is_not_glued_to_its_cell_in_the_text_either() -> None:
    table = (
        "<table><tr><td>Adult</td><td>10<footnote>2 mg</footnote></td></tr><tr><td>Child</td><td>5</td></tr></table>"
    )
    html, _ = notes_of(table, text="DOSAGE Adult 10 2 mg")
    assert html.startswith("<p>DOSAGE Adult 10<sup>*</sup></p><table>")


def test_notes_keep_their_marks_apart_and_of_two_with_one_name_the_first_holds() -> None:
    first = (
        "<table><tr><td>1<footnoteRef IDREF='b'/></td><td>* 2<footnote ID='a'>A <paragraph>twice</paragraph></footnote>"
        "</td><td>3<footnote ID='b'>B</footnote></td><td>4<footnote ID='a'>C</footnote></td></tr></table>"
    )
    second = (
        "<table><tr><td>5<v3:footnoteRef IDREF='a'/><footnoteref IDREF='gone'/></td><td>6<footnote>D</td></tr></table>"
    )
    html, imported = notes_of(first, second)
    assert re.sub("(?:</?t[^>]*>)+", "|", html) == (
        "<p>DOSAGE See the table.</p>|1<sup>‡</sup>|* 2<sup>†</sup>|3<sup>‡</sup>|4<sup>§</sup>|"
        "<p><sup>†</sup> A<br>twice</p><p><sup>‡</sup> B</p><p><sup>§</sup> C</p>"
        "|5<sup>†</sup>|6<sup>¶</sup>|<p><sup>¶</sup> D</p>"
    )
    assert imported.monograph.provenance.unresolved == ("footnote gone",)


MUTATIONS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.just(TABLE)
    | st.just("8.1 Pregnancy"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(LABEL)), MUTATIONS, max_size=6), st.lists(st.sampled_from(sorted(LABEL))))
def test_mutated_labels_are_read_or_refused(changes: dict[str, Any], missing: list[str]) -> None:
    label = {key: value for key, value in (LABEL | changes).items() if key not in missing}
    try:
        imported = read(label)
    except UserError:
        return
    assert imported.monograph.title


@given(st.lists(st.text(alphabet="ab 1.2(8)[see]<&", min_size=18, max_size=60), min_size=3, max_size=3))
def test_no_words_are_lost_whatever_stands_in_what(texts: list[str]) -> None:
    a, b, c = texts
    fields = {"pregnancy": [a + b + c], "lactation": [b], "overdosage": [b + c], "warnings": [c, a]}
    label = {"set_id": "x", **fields}
    if not any(text.strip() for strings in fields.values() for text in strings):
        return
    try:
        monograph = read(label).monograph
    except UnreadableInputError:
        return
    together = "".join(words_of(" ".join(f"{s.title} {plain_text(s.html)}" for s in monograph.sections)))
    assert set(together) >= set("".join(words_of(a + b + c)))


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("empty", "without any text"),
        ("missingopenfda", "without any text"),
        ("404", "nothing"),
        ("missingresults", "a JSON file"),
    ],
)
def test_real_answers_without_labels(shared_data: Path, gather: Callable[..., Any], name: str, outcome: str) -> None:
    path = shared_data / "openfda" / f"{name}.json"
    items, refused, _ = gather(path)
    if refused:
        assert outcome in refused[0]
        return
    assert len(items) == 1
    (item,) = items_in(path)
    assert isinstance(item, Item)
    with pytest.raises(UnreadableInputError, match=outcome):
        read_item(item, CONTEXT)
