"""Real leaflets of European authorities: every letter, table, picture and link of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.context import ImportContext
from desktop_app.importers.formats import read_item
from desktop_app.importers.items import Imported, Item
from desktop_app.importers.sources.items import items_in
from desktop_app.monograph.html import plain_text
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph


def compact(text: str) -> str:
    return "".join(text.split())


def visible(section: dict[str, Any]) -> str:
    """Title and text of a section of a Composition as its source shows them, without its stubs and repeated title."""
    text = section.get("text", {})
    words = ""
    if not section.get("emptyReason"):
        root = etree.fromstring(text["div"].replace("&nbsp;", "&#160;"))
        words = "".join(root.itertext())
    return compact(words)


def sections_of(holder: dict[str, Any]) -> list[dict[str, Any]]:
    return [found for section in holder.get("section", ()) for found in (section, *sections_of(section))]


REAL = [
    "Bundle-37127",
    "Bundle-545786",
    "Bundle-bundlepackageleaflet-en-1a7318638ddbbeb084ef416e717b6fdb",
    "Bundle-bundlepackageleaflet-en-a38f06714db0c27b2ba704652e3f08c5",
    "Bundle-bundlepackageleaflet-es-04c9bd6fb89d38b2d83eced2460c4dc1",
    "Bundle-processedbundlekarveacalcium",
]


def real(shared_data: Path, name: str, context: ImportContext) -> tuple[dict[str, Any], Imported]:
    path = shared_data / "epi" / f"{name}.json"
    (item,) = items_in(path)
    assert isinstance(item, Item)
    composition = next(
        entry["resource"]
        for entry in json.loads(path.read_bytes())["entry"]
        if entry["resource"]["resourceType"] == "Composition"
    )
    return composition, read_item(item, context)


@pytest.mark.real_data
@pytest.mark.parametrize("name", REAL)
def test_every_letter_of_a_real_leaflet_is_there_in_order(shared_data: Path, name: str, context: ImportContext) -> None:
    """Each section's text, after its title; a heading that repeats the title stands there once."""
    composition, imported = real(shared_data, name, context)
    ours = [section for section in imported.monograph.sections if section.key != "product-data"]
    theirs = sections_of(composition)
    assert [section.title for section in ours] == [" ".join(section["title"].split()) for section in theirs]
    unseen = re.compile("[\xad\u200b\u2060\ufeff\x80-\x9f]")
    for section, source in zip(ours, theirs, strict=True):
        found, wanted = unseen.sub("", compact(plain_text(section.html))), unseen.sub("", visible(source))
        if found != wanted:
            title = re.sub(r"\W", "", section.title)
            missing = wanted.removesuffix(found)
            assert wanted.endswith(found), section.title
            assert re.sub(r"\W", "", missing) in {title, re.sub(r"^\d+", "", title)}, section.title


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "tables", "pictures", "links"), [(REAL[0], 10, 11, 4), (REAL[1], 0, 2, 0), (REAL[2], 0, 0, 0)]
)
def test_tables_pictures_and_links_of_real_leaflets(
    shared_data: Path, name: str, tables: int, pictures: int, links: int, context: ImportContext
) -> None:
    composition, imported = real(shared_data, name, context)
    source = "".join(section["text"]["div"] for section in sections_of(composition))
    ours = "".join(section.html for section in imported.monograph.sections if section.key != "product-data")
    assert (ours.count("<table>"), ours.count("<img"), len(imported.media)) == (tables, pictures, pictures)
    assert (source.count("<table"), source.count("<img")) == (tables, pictures)
    assert [ours.count(cell) for cell in ("<tr", "<td")] == [source.count(cell) for cell in ("<tr", "<td")]
    assert ours.count('href="section:') == links == source.count('href="#')
    assert imported.monograph.provenance.unresolved == (
        ("language: the Composition says es, the Bundle en",) if name == REAL[2] else ()
    )


@pytest.mark.real_data
def test_a_real_bundle_of_stubs_has_nothing_to_read(shared_data: Path, context: ImportContext) -> None:
    (item,) = items_in(shared_data / "epi" / "AllopurinolTabletLabelBundlespl-transformed.json")
    assert isinstance(item, Item)
    with pytest.raises(UnreadableInputError, match="every section says that it is unavailable"):
        read_item(item, context)


@pytest.mark.real_data
def test_what_real_leaflets_are_about(shared_data: Path, context: ImportContext) -> None:
    monographs: list[Monograph] = [real(shared_data, name, context)[1].monograph for name in REAL]
    assert [m.language for m in monographs] == ["da", "no", "es", "en", "es", "es"]
    assert monographs[2].substances == ("mesalazine",)
    assert len(monographs[4].substances) == 4
    assert all(not m.provenance.unmapped for m in monographs)
    assert {s.kind for s in monographs[1].sections} >= {
        Kind.CONTRAINDICATIONS,
        Kind.DOSAGE,
        Kind.OVERDOSE,
        Kind.INTERACTIONS,
    }
