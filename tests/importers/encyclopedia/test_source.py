"""What pages of all wikis say of themselves, in the forms of the site, of Parsoid, of phones and of archives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop_app.importers.items import Imported
from desktop_app.monograph.model import Monograph

ARABIC = "نص عن دواء وهو مفيد في علاج"


def parsoid(
    about: str = "https://en.wikipedia.org/wiki/Special:Redirect/revision/1052159182",
    *,
    of: str = "//en.wikipedia.org/wiki/Testdrug",
    head: str = '<meta property="dc:modified" content="2021-10-27T18:20:34.000Z"/>',
    body: str = 'id="mwAA" lang="en" class="mw-content-ltr mw-body-content parsoid-body mw-parser-output" dir="ltr"',
    text: str = "It relaxes muscles.",
) -> str:
    return (
        f'<!DOCTYPE html>\n<html prefix="dc: http://purl.org/dc/terms/ mw: http://mediawiki.org/rdf/" about="{about}">'
        f'<head prefix="mwr: https://en.wikipedia.org/wiki/Special:Redirect/"><meta charset="utf-8"/>'
        f'<meta property="mw:pageId" content="31967453"/>{head}<link rel="dc:isVersionOf" href="{of}"/>'
        f'<base href="//en.wikipedia.org/wiki/"/><title>Testdrug</title></head><body {body}>'
        f'<section data-mw-section-id="0" id="mwAQ"><p id="mwAg">{text}</p></section></body></html>'
    )


def classic(address: str, *, document: str = "en", article: str = "", text: str = "It relaxes muscles.") -> str:
    lang = f' lang="{article}"' if article else ""
    return (
        f'<html lang="{document}"><head><title>Testdrug - Wiki</title><link rel="canonical" href="{address}"></head>'
        f'<body><h1 id="firstHeading">Testdrug</h1><div id="mw-content-text"><div class="mw-parser-output"{lang}>'
        f"<p>{text}</p></div></div></body></html>"
    )


def test_the_head_of_a_parsoid_page_is_read(read: Callable[..., Imported]) -> None:
    monograph = read(parsoid()).monograph
    provenance = monograph.provenance
    assert (monograph.uid, monograph.language) == ("wikipedia:en:Testdrug", "en")
    assert (provenance.publisher, provenance.version, provenance.effective_date) == (
        "Wikipedia",
        "revision 1052159182",
        "2021-10-27",
    )


def test_a_parsoid_page_in_arabic(read: Callable[..., Imported]) -> None:
    page = parsoid(
        "http://ar.wikipedia.org/wiki/Special:Redirect/revision/28762698",
        of="//ar.wikipedia.org/wiki/%D8%A8%D8%A7%D9%83%D9%84%D9%88%D9%81%D9%8A%D9%86",
        head='<meta property="dc:modified" content="2018-05-24T08:19:11.000Z"/>',
        body='lang="ar" class="mw-body-content parsoid-body mw-parser-output" dir="rtl"',
        text=ARABIC,
    )
    imported = read(page)
    monograph = imported.monograph
    assert (monograph.uid, monograph.language) == ("wikipedia:ar:باكلوفين", "ar")
    assert (monograph.provenance.version, monograph.provenance.effective_date) == ("revision 28762698", "2018-05-24")
    assert imported.former is not None
    assert imported.former.uid == "page:en:Testdrug"


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ('<meta property="schema:dateModified" content="2024-02-29T10:00:00Z"/>', "2024-02-29"),
        (
            '<script type="application/ld+json">{"name":"x","dateModified":"2023-01-02T03:04:05Z"}</script>',
            "2023-01-02",
        ),
        ('<meta property="dc:modified" content="2024-02-30T10:00:00Z"/>', ""),
        ("", ""),
    ],
)
def test_the_day_of_the_last_edit(head: str, day: str, read: Callable[..., Imported]) -> None:
    assert read(parsoid(head=head)).monograph.provenance.effective_date == day


@pytest.mark.parametrize(
    ("page", "language", "uid"),
    [
        (classic("https://de.wikipedia.org/wiki/Testdrug", document="en", article="de"), "de", "wikipedia:de:Testdrug"),
        (classic("https://ar.wikipedia.org/wiki/Testdrug", document="en", text=ARABIC), "ar", "wikipedia:ar:Testdrug"),
        (classic("https://fr.m.wikipedia.org/wiki/Testdrug", document="fr"), "fr", "wikipedia:fr:Testdrug"),
        (classic("https://simple.wikipedia.org/wiki/Testdrug"), "en", "wikipedia:simple:Testdrug"),
        (
            classic("https://zh-yue.wikipedia.org/wiki/Testdrug", text="呢隻藥用嚟醫痛"),
            "yue",
            "wikipedia:zh-yue:Testdrug",
        ),
        (
            classic("https://zh.wikipedia.org/zh-cn/Testdrug", article="zh-Hans-CN"),
            "zh-Hans-CN",
            "wikipedia:zh:Testdrug",
        ),
        (classic("https://en.wikipedia.org/w/index.php?title=Test_drug&oldid=7"), "en", "wikipedia:en:Test drug"),
        (classic("https://www.wikidoc.org/index.php/Testdrug"), "en", "page:wikidoc.org:en:Testdrug"),
        (classic("https://ward.example/wiki/Testdrug", document="eng"), "en", "page:ward.example:en:Testdrug"),
        (classic("https://en.wikibooks.org/wiki/Testdrug"), "en", "page:en.wikibooks.org:en:Testdrug"),
        (
            classic("https://he.wikipedia.org/wiki/Testdrug", document="en", text="תרופה לכאבים"),
            "he",
            "wikipedia:he:Testdrug",
        ),
        (classic("https://en.wikipedia.org/wiki/Testdrug", text=ARABIC), "ar", "wikipedia:en:Testdrug"),
    ],
)
def test_site_and_language_are_told_by_address_and_lang(
    page: str, language: str, uid: str, read: Callable[..., Imported]
) -> None:
    monograph = read(page).monograph
    assert (monograph.language, monograph.uid) == (language, uid)


def test_all_forms_of_one_page_are_one_and_pages_of_other_wikis_are_not(read: Callable[..., Imported]) -> None:
    def uid(written: str, **facts: Any) -> str:
        return read(written, facts=facts).monograph.uid

    archived = classic("").replace('<link rel="canonical" href="">', "")
    same = {
        uid(classic("https://en.wikipedia.org/wiki/Testdrug")),
        uid(classic("https://en.m.wikipedia.org/wiki/Testdrug")),
        uid(parsoid()),
        uid(archived, creator="Wikipedia", language="eng", page="Testdrug"),
        uid(archived, source="en.wikipedia.org", language="eng", page="Testdrug"),
    }
    assert same == {"wikipedia:en:Testdrug"}
    others = [
        uid(archived, creator="Wikipedia", language="eng", page="Testdrug", name="wikipedia_en_simple_all"),
        uid(archived, creator="Wikipedia", language="fra", page="Testdrug").replace("wikipedia:en:", "en:"),
        uid(archived, creator="WikEM", language="eng", page="Testdrug"),
        uid(archived, creator="Ward wiki", language="eng", page="Testdrug"),
        uid(archived, source="https://wiki.example/", language="eng", page="Testdrug"),
    ]
    assert len({*others, *same}) == len(others) + 1


def test_what_an_older_materia_called_pages(read: Callable[..., Imported]) -> None:
    def former(monograph: Imported) -> str:
        assert monograph.former is not None
        return monograph.former.uid

    assert former(read(classic("https://en.wikipedia.org/wiki/Testdrug"))) == "wikipedia:en:Testdrug"
    assert former(read(classic("https://ward.example/wiki/Test_drug"))) == "page:en:Test drug"
    assert former(read(classic("https://simple.wikipedia.org/wiki/Testdrug"))) == "wikipedia:en:Testdrug"


def test_the_title_that_a_user_gives_is_no_part_of_what_a_page_is(read: Callable[..., Imported]) -> None:
    monograph: Monograph = read(classic("")).monograph
    assert monograph.uid == "page:en:Testdrug"
