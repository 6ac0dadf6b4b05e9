"""An address that is none costs its link, not the page."""

from __future__ import annotations

import pytest

from desktop_app.importers.context import ImportContext
from desktop_app.importers.drug_names import DrugNames
from desktop_app.importers.encyclopedia.addresses import split_address, unquoted
from desktop_app.importers.encyclopedia.article import read_encyclopedia
from desktop_app.importers.items import Imported, Item
from desktop_app.importers.kind_map import KindMap

PAGE = """<!DOCTYPE html><html><head><meta name="generator" content="MediaWiki 1.40"/>{head}</head>
<body class="mediawiki"><h1 id="firstHeading">Zorvamine</h1><div id="mw-content-text">
<div class="mw-parser-output"><p>Take 5 mg.</p>{inside}</div></div></body></html>"""
BROKEN = ["http://[", "//[bad]:x/", "https://[::1/x#y"]


def read(inside: str = "", head: str = "") -> Imported:
    context = ImportContext(DrugNames.load(), KindMap.load(), "2026-11-22")
    page = PAGE.format(inside=inside, head=head).encode()
    return read_encyclopedia(Item("page.html", page, "encyclopedia"), context)


@pytest.mark.parametrize("address", BROKEN)
def test_a_broken_address_costs_its_link(address: str) -> None:
    monograph = read(f'<p><a href="{address}">words</a><img src="{address}" alt=""/></p>').monograph
    assert monograph.sections[0].html == "<p>Take 5 mg.</p><p>words</p>"
    assert monograph.provenance.dropped[0].what == "link to another page"
    assert read(head=f'<link rel="canonical" href="{address}"/>').monograph.title == "Zorvamine"
    assert all(part == "" for part in split_address(address))


def test_what_an_address_hides_is_not_shown() -> None:
    assert unquoted("a%20b%00c%E2%80%AEd") == "a bcd"
    coins = "rft.genre=book&amp;rft.btitle=Pain%00ful%E2%80%AE&amp;rft.au=A%00B"
    note = (
        '<sup class="reference"><a href="#cite_note-1">[1]</a></sup><ol class="references"><li id="cite_note-1">'
        f'<cite>Painful. <a href="https://doi.org/10.1000/x%00y">doi</a></cite><span title="{coins}" class="Z3988">'
        "</span></li></ol>"
    )
    (reference,) = read(f"<p>x{note}</p>").monograph.references
    assert reference.doi == "10.1000/xy"
    assert reference.csl is not None
    assert (reference.csl["title"], reference.csl["author"]) == ("Painful", [{"literal": "AB"}])
