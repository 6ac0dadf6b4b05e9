"""Materia HTML as a tree."""

from __future__ import annotations

import re
from datetime import datetime

from desktop_app.monograph.html import ATTRIBUTES, TAGS
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Provenance, Section
from desktop_app.render.paper import Packet, packet_html
from desktop_app.render.screen import section_html
from desktop_app.render.tree import parse


def test_text_and_elements_keep_their_order() -> None:
    root = parse("<p>a<br>b <strong>c</strong>&amp;d</p>")
    (paragraph,) = root.elements("p")
    assert root.text() == "ab c&d"
    assert [element.tag for element in root.walk()] == ["p", "br", "strong"]
    assert paragraph.cited is None


def test_an_end_without_a_start_is_ignored() -> None:
    assert parse("<p>a</em>b</p>").text() == "ab"


def test_an_end_closes_what_was_left_open_inside() -> None:
    root = parse("<p><em>a</p><p>b</p>")
    assert [element.tag for element in root.elements("p")] == ["p", "p"]


HOSTILE = (
    '<p onclick="x()" style="background:url(file:///etc/passwd)">Take 10 mg <b>now</b></p>'
    '<script>alert(1)</script><style>p { color:red }</style><iframe src="http://a.example"></iframe>'
    '<img src="file:///etc/passwd" alt="x"><img src="//host/share/a.png" alt=""><img src="media:../x">'
    '<img src="media:ab" alt=\'"><img src="file:///etc/hosts">\'>'
    '<a href="https://a.example">out</a><a href="javascript:x()">run</a><a href="section:dose">in</a>'
    '<table><tr><td rowspan=\'2"><img src="file:///etc/hosts\' colspan="9999">a</td><td colspan="x">b</td></tr></table>'
    '<object data="file:///x">c</object><link rel="stylesheet" href="file:///x"><base href="http://a.example">'
)


def test_a_library_from_elsewhere_names_no_file_and_no_address() -> None:
    root = parse(HOSTILE)
    for element in root.walk():
        assert element.tag in TAGS
        assert set(element.attributes) <= ATTRIBUTES.get(element.tag, set())
        assert element.attributes.get("src", "media:ab") == "media:ab"
        assert element.attributes.get("href", "section:dose") == "section:dose"
        assert not {"rowspan", "colspan"} & set(element.attributes)
    assert "Take 10 mg now" in root.text()
    assert "[x]" in root.text()
    assert "alert" not in root.text()
    assert "color" not in root.text()


def test_what_is_written_for_the_window_and_for_paper_holds_no_tag_of_its_own() -> None:
    section = Section("dose", Kind.OTHER, "Dose", HOSTILE, 0)
    monograph = Monograph("local:x", "X", "en", (), (section,), (), Provenance("authored"))
    packet = Packet(monograph, (section,), (), "", {"media:ab": b""})
    for html in (section_html(monograph, section), packet_html(packet, datetime(2026, 11, 22), version="1").html):  # noqa: DTZ001 - local time
        targets = re.findall(r'(?:src|href|style|onclick|data)="([^"]*)"', html)
        assert {target for target in targets if not target.startswith("#")} <= {"media:ab", "section:dose"}
        assert "<script" not in html
        assert html.count("<img") == 1


def test_elements_in_elements_without_end_do_not_exhaust_the_stack() -> None:
    root = parse("<ul><li>" * 5000 + "10 mg" + "</li></ul>" * 5000)
    assert root.text() == "10 mg"
    monograph = Monograph("local:x", "X", "en", (), (), (), Provenance("authored"))
    section = Section("a", Kind.OTHER, "A", "<ul><li>" * 5000 + "10 mg", 0)
    assert "10" in section_html(monograph, section)
