"""The words of every source are counted against those shown: a passage that an importer loses is named."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.importers import formats
from desktop_app.importers.context import ImportContext
from desktop_app.importers.formats import read_item
from desktop_app.importers.items import Imported, Item
from desktop_app.importers.sources.items import items_in
from desktop_app.importers.word_count import SourceText, words_of, words_shown
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Section
from desktop_app.monograph.words_shown import WordsShown

SHARED = Path(__file__).parents[3] / "shared"
LOST = "Never give Testol with quillamine: 0.5 mg of it stopped the heart of one in 10⁴."
SPL = f"""<document xmlns="urn:hl7-org:v3"><id root="11111111-2222-3333-4444-555555555555"/>
<setId root="11111111-2222-3333-4444-555555555556"/><title>TESTOL tablets</title><versionNumber value="3"/>
<component><structuredBody>
<component><section><code code="34067-9"/><title>1 INDICATIONS</title><text><paragraph>For C<sub>max</sub> of
<content styleCode="bold">T</content>estol<sup>®</sup><footnote ID="n">Not licensed.</footnote></paragraph></text>
<excerpt><highlight><text><paragraph>Fever (1)</paragraph></text></highlight></excerpt></section></component>
<component><section><code code="34070-3"/><title>4 CONTRAINDICATIONS</title><text><paragraph>{LOST}</paragraph>
<table><caption>Table 1</caption><tbody><tr><td>Adults</td><td>5 mg</td></tr></tbody></table>
<paragraph><content styleCode="strikethrough">Withdrawn in 2019 for good.</content></paragraph></text></section>
</component></structuredBody></component></document>"""
OPENFDA = json.dumps(
    {
        "set_id": "11111111-2222-3333-4444-555555555555",
        "effective_time": "20120918",
        "openfda": {"brand_name": ["TESTOL"], "unii": ["ABC123"]},
        "indications_and_usage": ["1 INDICATIONS AND USAGE For fever."],
        "pregnancy": ["8.1 Pregnancy There are no adequate studies in pregnant women."],
        "use_in_specific_populations": [
            "8 USE IN SPECIFIC POPULATIONS 8.1 Pregnancy There are no adequate studies in pregnant women."
        ],
        "contraindications": [f"4 CONTRAINDICATIONS {LOST} Age Dose Adults 5 mg"],
        "contraindications_table": [
            "<table><tbody><tr><td>Age</td><td>Dose</td></tr><tr><td>Adults</td><td>5 mg</td></tr></tbody></table>"
        ],
    }
)


def _div(text: str) -> dict[str, str]:
    return {"status": "additional", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{text}</div>'}


EPI = json.dumps(
    {
        "resourceType": "Bundle",
        "type": "document",
        "identifier": {"system": "urn:test", "value": "1"},
        "entry": [
            {
                "resource": {
                    "resourceType": "Composition",
                    "type": {"coding": [{"system": "https://spor.ema.europa.eu/rmswi", "code": "100000155538"}]},
                    "title": "Testol 5 mg tablets",
                    "text": {"status": "generated", "div": "<div>Made by a program</div>"},
                    "section": [
                        {"title": "1. What Testol is", "text": _div("<h2>1. What Testol is</h2><p>For fever.</p>")},
                        {
                            "title": "2. Before you take it",
                            "section": [{"title": "Do not take", "text": _div(f"<p>{LOST}</p>")}],
                        },
                        {"title": "3. Nothing here", "text": {"status": "empty", "div": "<div>unavailable</div>"}},
                        {
                            "title": "4. Hidden",
                            "text": _div('<p>Seen<span style="display:none">padding of a column</span></p>'),
                        },
                    ],
                }
            }
        ],
    }
)
EPI_XML = f"""<Bundle xmlns="http://hl7.org/fhir"><type value="document"/><entry><resource><Composition>
<type><coding><system value="https://spor.ema.europa.eu/rmswi"/><code value="100000155538"/></coding></type>
<title value="Testol 5 mg tablets"/><section><title value="1. What Testol is"/><text><status value="additional"/>
<div xmlns="http://www.w3.org/1999/xhtml"><p>For fever.</p></div></text></section>
<section><title value="2. Do not take"/><text><status value="additional"/>
<div xmlns="http://www.w3.org/1999/xhtml"><p>{LOST}</p></div></text></section></Composition></resource></entry></Bundle>"""
PAGE = f"""<html lang="en"><head><title>Testol - Wikipedia</title><link rel="canonical"
href="https://en.wikipedia.org/wiki/Testol"></head><body><div id="mw-content-text"><div class="mw-parser-output">
<p><b>Testol</b> is a drug.<sup class="reference"><a href="#cite_note-1">[1]</a></sup></p>
<table class="navbox"><tr><td>Testolids: Alphol, Betol, Gammol, Deltol, Epsilol</td></tr></table>
<h2>Safety<span class="mw-editsection">[edit]</span></h2><div style="display:none" class="mw-collapsible"><p>{LOST}</p>
</div><p>Seen<span style="visibility:hidden">padding</span> <s>withdrawn since long ago</s></p>
<h2>References</h2><ol class="references"><li id="cite_note-1"><span class="mw-cite-backlink">^</span>
<span class="reference-text">Doe J. A trial of testol. 2019.</span></li></ol><h2>External links</h2>
<table class="navbox"><tr><td>Drugs of the heart</td></tr></table></div></div></body></html>"""
AUTHORED = f"""---
materia: 1
title: Testol
references:
  - {{id: doe, type: book, title: A book that no text quotes}}
---
# Use {{#use}}

1. Take **it**, see [the dose](section:safety) [@doe].[^n]
2. H~2~O and ~~not this~~ &amp; 10^9^.

[^n]: The note.

# Safety {{#safety}}

{LOST}

| Age | Dose |
|-----|-----:|
| Old | 5 mg |
"""
ARTICLE = f"""Testol is a drug.[1] It is given by mouth to adults who have a fever.

Safety

{LOST}[2][edit]

References
^ a b Doe J. A trial of testol. J Test. 2019.
"""
FORMS = {
    "spl": (SPL, "spl", "4 CONTRAINDICATIONS"),
    "openfda": (OPENFDA, "openfda", "Contraindications"),
    "epi": (EPI, "epi", "Do not take"),
    "epi in XML": (EPI_XML, "epi", "2. Do not take"),
    "encyclopedia": (PAGE, "encyclopedia", "Safety"),
    "authored": (AUTHORED, "authored", "Safety"),
    "article": (ARTICLE, "article-text", "Safety"),
}


def counted(imported: Imported) -> WordsShown:
    words = imported.monograph.provenance.words
    assert words is not None
    return words


@pytest.mark.parametrize("form", FORMS)
def test_of_a_source_that_is_read_whole_no_word_is_missing(context: ImportContext, form: str) -> None:
    text, name, _ = FORMS[form]
    words = counted(read_item(Item("testol", text.encode(), name), replace(context, title="Testol")))
    assert (words.shown, words.missing, words.is_short) == (words.given, (), False)
    assert words.given >= 20


@pytest.mark.parametrize("form", FORMS)
def test_a_passage_that_an_importer_loses_is_named_with_its_heading(
    context: ImportContext, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, name, heading = FORMS[form]
    read = formats._READERS[name]

    def losing(item: Item, context: ImportContext) -> Imported:
        imported = read(item, context)
        sections = tuple(
            replace(section, html=section.html.replace("Never give Testol with quillamine", "").replace("stopped", ""))
            for section in imported.monograph.sections
        )
        return replace(imported, monograph=replace(imported.monograph, sections=sections))

    monkeypatch.setattr(formats, "_READERS", {name: losing})
    words = counted(read_item(Item("testol", text.encode(), name), replace(context, title="Testol")))
    assert words.is_short
    assert words.given - words.shown in {5, 6}  # the name of the drug may stand in the title and the names too
    first = words.missing[0]
    assert first.heading == heading
    assert "Never give Testol with quillamine" in first.words


def test_what_is_declared_no_text_is_not_counted(context: ImportContext) -> None:
    words = counted(read_item(Item("testol", PAGE.encode(), "encyclopedia"), context))
    longer = PAGE.replace("Epsilol", "Epsilol " * 400).replace("padding", "padding " * 400)
    again = counted(read_item(Item("testol", longer.encode(), "encyclopedia"), context))
    assert again == words


def test_the_heading_of_the_notes_is_no_missing_passage(context: ImportContext) -> None:
    page = PAGE.replace("<h2>References</h2>", "<h2>Notes</h2>")
    words = counted(read_item(Item("testol", page.encode(), "encyclopedia"), context))
    assert words.shown == words.given


def made_of(*sections: tuple[str, str]) -> Monograph:
    made = (Section(str(at), Kind.OTHER, title, html, at, None) for at, (title, html) in enumerate(sections))
    return Monograph("local:t", "Testol", "en", (), tuple(made), ())


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("an area of 1.73 m²", "<p>an area of 1.73 m<sup>2</sup></p>"),
        ("the C max and ℃", "<p>the Cmax and °C</p>"),
        ("10mg ﬁne", "<p>10 mg fine</p>"),
        ("dose 5 mg a", '<p>dose 5 mg<sup>a</sup><a href="cite:1">1</a></p>'),
        ("x < 5 & y", "<p>x &lt; 5 &amp; <em>y</em></p>"),
        ("服用五毫克", "<p>服用<br>五毫克</p>"),
        ("soft\u00adhyphen", "<p>softhyphen</p>"),
    ],
)
def test_two_ways_to_write_the_same_differ_in_no_word(source: str, html: str) -> None:
    words = words_shown([SourceText("", source)], made_of(("One", html)))
    assert words.shown == words.given


def test_what_stands_twice_and_is_shown_once_is_missing_and_other_words_do_not_stand_in_for_it() -> None:
    text = "Take five tablets at noon."
    words = words_shown([SourceText("A", text), SourceText("B", text)], made_of(("", f"<p>{text}</p>")))
    assert (words.given, words.shown) == (10, 5)
    assert words.missing[0].count == 5
    words = words_shown([SourceText("A", "not ten but five")], made_of(("", "<p>not five</p>")))
    assert (words.given, words.shown) == (4, 2)


def test_many_missing_passages_are_named_the_longest_first_and_no_more_than_are_read() -> None:
    texts = [SourceText(f"H{at}", " ".join(f"w{at}x{word}" for word in range(at + 1))) for at in range(60)]
    words = words_shown(texts, made_of(("", "<p>nothing</p>")))
    assert [passage.heading for passage in words.missing] == [f"H{at}" for at in range(40, 60)]
    assert words.missing[-1].count == 60
    assert len(words.missing[-1].words.split()) == 12


def test_words_are_compared_without_case_and_marks() -> None:
    assert words_of("Été 10⁹/L, œuf_x “A”") == ["été", "10", "9", "l", "œuf", "x", "a"]


@pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="the real files are not here")
@pytest.mark.parametrize(
    "name",
    [
        *(
            "data/spl/baclofen.xml",
            "data/spl/otc-cough.xml",
            "data/openfda/aspirin.json",
            "data/wikipedia/article-3.html",
        ),
        *(
            "data/epi/Bundle-processedbundlekarveacalcium.json",
            "data/seed/baclofen-article.txt",
            "cases/collapsed.html",
        ),
        *("cases/hidden-digits.html", "cases/footnote-in-cell.json", "cases/steps.md", "cases/exponents.md"),
    ],
)
def test_of_real_files_all_is_shown(context: ImportContext, name: str) -> None:
    for item in items_in(SHARED / name):
        assert isinstance(item, Item)
        assert not counted(read_item(item, replace(context, title="T"))).is_short
