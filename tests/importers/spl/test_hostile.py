"""Whatever a label holds, it becomes a sound monograph or is refused with a sentence; the batch goes on."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import UnreadableInputError, UserError
from desktop_app.importers.context import ImportContext
from desktop_app.importers.items import Imported, Item
from desktop_app.importers.spl.label import read_spl
from desktop_app.monograph.html import sanitise

LABEL = (Path(__file__).parents[2] / "fixtures" / "spl" / "quillomine.xml").read_bytes()
Read = Callable[..., Imported]


def assert_sound(imported: Imported) -> None:
    monograph = imported.monograph
    keys = [section.key for section in monograph.sections]
    assert len(set(keys)) == len(keys)
    assert monograph.title.strip()
    shown = {media.sha256 for media in imported.media}
    for number, section in enumerate(monograph.sections):
        assert section.order == number
        assert section.parent is None or section.parent in keys[:number]
        assert section.title.strip()
        assert sanitise(section.html).html == section.html
        assert set(re.findall('href="section:([^"]*)"', section.html)) <= set(keys)
        assert set(re.findall('src="media:([^"]*)"', section.html)) <= shown


NAMES = (
    *("section", "component", "title", "text", "paragraph", "list", "item", "table", "thead", "tbody", "tfoot", "tr"),
    *("td", "th", "caption", "content", "sub", "sup", "br", "footnote", "footnoteRef", "linkHtml", "excerpt"),
    *("highlight", "renderMultiMedia", "observationMedia", "value", "reference", "code", "id", "name", "subject"),
    *("manufacturedProduct", "ingredient", "ingredientSubstance", "activeMoiety", "quantity", "numerator"),
    *("denominator", "asContent", "containerPackagedProduct", "part", "partProduct", "subjectOf", "approval"),
    *("script", "unknown", "setId", "effectiveTime"),
)
ATTRIBUTES = st.sampled_from(
    [
        *(' ID="a"', ' ID="b"', ' IDREF="a"', ' href="#a"', ' href="#B"', ' href="http://x.y"', ' styleCode="bold"'),
        *(' styleCode="LittleAlpha"', ' listType="ordered"', ' rowspan="2"', ' colspan="999999"', ' root="a"'),
        *(' code="34066-1"', ' code="42229-5"', ' code="48780-1"', ' code="SPLCOLOR"', ' displayName="A.B SECTION"'),
        *(' referencedObject="a b"', ' classCode="ACTIB"', ' value="20231399"', ' unit="1"', ' xmlns="urn:other"', ""),
    ]
)
WORDS = st.sampled_from(
    [
        "",
        " ",
        "5.1 Fever",
        "(5.1)",
        "[see Fever (5.1)]",
        "See WARNINGS",
        "a &amp; b",
        "&lt;script>",
        "\u202e",
        "羽",
        "WARNING",
        "*",
    ]
)


def element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda name, attribute, text, inner, tail: f"<{name}{attribute}>{text}{''.join(inner)}</{name}>{tail}",
        *(st.sampled_from(NAMES), ATTRIBUTES, WORDS, st.lists(children, max_size=5), WORDS),
    )


trees = st.recursive(element(st.just("")), element, max_leaves=30)
sections = st.lists(
    st.builds(
        lambda title, tree: f"<section>{title}{tree}</section>", st.sampled_from(["", "<title>5 A</title>"]), trees
    ),
    max_size=4,
)


@given(sections)
@settings(max_examples=80)
def test_any_tree_of_a_labels_elements_is_read_or_refused(
    read_label: Read, spl_label: Callable[..., str], sections: list[str]
) -> None:
    with suppress(UserError):
        assert_sound(read_label(spl_label(*sections)))


@given(
    st.lists(
        st.tuples(st.integers(0, len(LABEL)), st.integers(0, 400), st.integers(0, len(LABEL)), st.booleans()),
        max_size=4,
    )
)
@settings(max_examples=100)
def test_a_label_with_parts_cut_out_or_moved_is_read_or_refused(
    read_label: Read, edits: list[tuple[int, int, int, bool]]
) -> None:
    data = LABEL
    for start, length, target, is_moved in edits:
        piece = data[start : start + length]
        data = data[:start] + data[start + length :]
        data = data[:target] + piece + data[target:] if is_moved else data
    with suppress(UserError):
        assert_sound(read_label(data))


LINES = LABEL.decode().split("\n")


@given(st.lists(st.tuples(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1)), max_size=12))
def test_a_label_with_lines_twice_or_elsewhere_is_read_or_refused(
    read_label: Read, copies: list[tuple[int, int]]
) -> None:
    lines = list(LINES)
    for source, target in copies:
        lines.insert(target, lines[source])
    with suppress(UserError):
        assert_sound(read_label("\n".join(lines)))


@pytest.mark.parametrize("part", [1, 2, 4, 8, 20])
def test_a_label_cut_off_is_refused(part: int, read_label: Read) -> None:
    with pytest.raises(UnreadableInputError, match="damaged or cut off"):
        read_label(LABEL[: len(LABEL) - len(LABEL) // part // 2])


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE document [<!ENTITY a "aaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
        '<!DOCTYPE document [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_a_label_with_a_dtd_is_refused(doctype: str, read_label: Read) -> None:
    data = LABEL.replace(b"<document", doctype.encode() + b"<document", 1).replace(b"Quill fever", b"&a;")
    with pytest.raises(UnreadableInputError, match="document type definition"):
        read_label(data)


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        *(
            (encoding, declared)
            for encoding in ("utf-16", "utf-32")
            for declared in ("UTF-8", "UTF-16", "windows-1252")
        ),
        *(("utf-8-sig", declared) for declared in ("UTF-8", "UTF-16")),  # any bytes can be read as windows-1252
    ],
)
def test_a_label_is_the_same_in_every_encoding(encoding: str, declared: str, read_label: Read) -> None:
    text = LABEL.decode().replace('encoding="UTF-8"', f'encoding="{declared}"')
    assert read_label(text.encode(encoding)).monograph.sections == read_label(LABEL).monograph.sections


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<content styleCode='bold'>", "</content>"),
        ("<list><item>", "</item></list>"),
        ("<table><tr><td>", "</td></tr></table>"),
        ("<paragraph>", "</paragraph>"),
        ("<content><list><item>", "</item></list></content>"),
        ("<unknown>", "</unknown>"),
        ("<footnote>", "</footnote>"),
    ],
)
def test_text_nested_up_to_the_limit_is_read_and_beyond_it_refused(
    opening: str, closing: str, read_label: Read, spl_label: Callable[..., str]
) -> None:
    def nested(depth: int) -> str:
        times = depth // opening.count("<")
        return spl_label(f"<section><text>{opening * times}x{closing * times}</text></section>")

    assert_sound(read_label(nested(190)))
    with pytest.raises(UnreadableInputError, match="deeper than any real document"):
        read_label(nested(10_000))


def test_sections_nested_up_to_the_limit_are_read(read_label: Read, spl_label: Callable[..., str]) -> None:
    opening, closing = "<section><title>A</title><text>x</text><component>", "</component></section>"
    label = spl_label(opening * 95 + "<section><text>y</text></section>" + closing * 95)
    assert_sound(read_label(label))


def test_too_many_sections_are_refused(import_context: ImportContext, spl_label: Callable[..., str]) -> None:
    few = replace(import_context, limits=replace(import_context.limits, sections=50))
    label = spl_label(*["<section><title>A</title><text>x</text></section>"] * 51)
    with pytest.raises(UnreadableInputError, match=r"label\.xml .*more than 50 sections"):
        read_spl(Item("label.xml", label.encode(), "spl"), few)


def test_ids_that_collide_lead_nowhere_and_keys_stay_unique(read_label: Read, spl_label: Callable[..., str]) -> None:
    link = "<paragraph ID='a'><linkHtml href='#a'>x</linkHtml></paragraph>"
    same = f"<section ID='a'><title>Same</title><text>{link}</text></section>"
    imported = read_label(spl_label(same, same, same))
    assert_sound(imported)
    assert [section.key for section in imported.monograph.sections[:3]] == ["same", "same-2", "same-3"]
    assert imported.monograph.provenance.unresolved == ("x (#a)",)


def test_a_cell_of_megabytes_is_read_whole(read_label: Read, spl_label: Callable[..., str]) -> None:
    words = "quill " * 500_000
    imported = read_label(
        spl_label(f"<section><title>A</title><text><table><tr><td>{words}</td></tr></table></text></section>")
    )
    assert len(imported.monograph.sections[0].html) > 2_900_000


@pytest.mark.parametrize("bad", [b"\0", b"\x01", b"\xff\xfe", b"&#0;", b"&#xD800;", b"<x:y/>", b"]]>"])
def test_what_xml_forbids_is_refused(bad: bytes, read_label: Read) -> None:
    with suppress(UnreadableInputError):
        assert_sound(read_label(LABEL.replace(b"Quillorex is used", bad + b"Quillorex is used")))


def test_what_would_run_or_mislead_does_not_pass(read_label: Read, spl_label: Callable[..., str]) -> None:
    label = spl_label(
        "<section><title>A\u202eB</title><text>&lt;script&gt;alert(1)&lt;/script&gt;\u202e\u200bmg"
        "<h:script xmlns:h='http://www.w3.org/1999/xhtml'>alert(2)</h:script>"
        "<h:a xmlns:h='http://www.w3.org/1999/xhtml' href='javascript:alert(3)' onclick='alert(4)'>link</h:a>"
        "<linkHtml href='javascript:alert(5)'>other</linkHtml></text></section>"
    )
    section = read_label(label).monograph.sections[0]
    assert section.title == "AB"
    assert section.html == "<p>&lt;script&gt;alert(1)&lt;/script&gt;mg link other</p>"


def test_a_title_too_long_for_a_tab_stands_whole_in_the_text(read_label: Read, spl_label: Callable[..., str]) -> None:
    title = "word " * 200
    section = read_label(spl_label(f"<section><title>{title}</title><text>x</text></section>")).monograph.sections[0]
    assert len(section.title) <= 301
    assert section.html == f"<p>{title.strip()}</p><p>x</p>"


def test_a_report_without_end_is_cut(read_label: Read, spl_label: Callable[..., str]) -> None:
    links = "".join(f"<linkHtml href='#x{number}'>{'word ' * 100}</linkHtml>" for number in range(1001))
    unresolved = read_label(spl_label(f"<section><text>{links}</text></section>")).monograph.provenance.unresolved
    assert len(unresolved) == 1
    links = "".join(f"<linkHtml href='#x{number}'>word</linkHtml>" for number in range(1002))
    unresolved = read_label(spl_label(f"<section><text>{links}</text></section>")).monograph.provenance.unresolved
    assert (len(unresolved), unresolved[-1]) == (1001, "2 more")
