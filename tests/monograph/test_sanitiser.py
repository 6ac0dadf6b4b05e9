"""Whatever HTML comes in, only Materia HTML comes out, with the text readable and what was lost counted."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.monograph import sanitiser
from desktop_app.monograph.html import ATTRIBUTES, TAGS, citations, plain_text, sanitise


class Reader(HTMLParser):
    """Collects what a document consists of."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [(tag, name, value or "") for name, value in attrs] or [(tag, "", "")]

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment came through")


def parts(html: str) -> list[tuple[str, str, str]]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.found


def dropped(html: str) -> dict[str, int]:
    return {lost.what: lost.count for lost in sanitise(html).dropped}


HOSTILE = [
    "<script>alert(1)</script>",
    "<p onclick=alert(1)>x</p>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java&#115;cript:alert(1)'>x</a>",
    "<a href=' cite:1'>x</a>",
    "<a href='https://example.org'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href='//example.org'>x</a>",
    "<a href='#top'>x</a>",
    "<img src=https://example.org/x.png>",
    "<img src=x onerror=alert(1)>",
    "<img src='media:../../etc/passwd'>",
    "<img src='data:image/png;base64,AAAA'>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<style>@import url(https://example.org)</style>",
    "<link rel=stylesheet href=https://example.org/x.css>",
    "<base href=https://example.org/>",
    "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "<form action=https://example.org><input name=x><button>x</button></form>",
    "<object data=x></object><embed src=x>",
    "<p style='background:url(https://example.org)'>x</p>",
    "<table background=https://example.org><tr><td>x</td></tr></table>",
    "<p title=x lang=en id=x class=x>x</p>",
    "<a href='cite:1\n2'>x</a>",
    "<td rowspan=999999>x</td>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><p>&e;</p>",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<p><textarea><img src=x onerror=alert(1)></textarea>",
    "<a b='<div>' href='cite:1'>x</a>",
    "<div title='><script>alert(1)</script>'>x</div>",
    "<",
    "<a",
    "</",
    "<a href='",
    "<!--",
    "<script>",
    "\0<\0script>",
]
pieces = st.one_of(
    st.sampled_from(HOSTILE),
    st.sampled_from(
        ["<p>", "</p>", "<div>", "</div>", "<a href=cite:1>", "</a>", "<a>", "<table>", "<tr>", "<td>", "<b>"]
    ),
    st.text(alphabet="<>/='\"abp &;!-\n\0", max_size=12),
)
documents = st.lists(pieces, max_size=12).map("".join)


def assert_is_materia_html(html: str) -> None:
    for tag, name, value in parts(html):
        assert tag in TAGS
        assert name == "" or name in ATTRIBUTES.get(tag, ())
        if tag == "a":
            assert re.fullmatch(r"(cite|section):[^\n]+", value), "a link must lead somewhere"
        if name == "src":
            assert re.fullmatch(r"media:[0-9a-f]+", value)
        if name in {"rowspan", "colspan"}:
            assert 1 <= int(value) <= 1000


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_hostile_passes(html: str) -> None:
    assert_is_materia_html(sanitise(html).html)
    assert "alert" not in "".join(value for _, _, value in parts(sanitise(html).html))


@given(documents)
def test_whatever_comes_in_materia_html_comes_out(html: str) -> None:
    assert_is_materia_html(sanitise(html).html)


@given(documents)
def test_its_text_and_marks_are_read_as_an_html_parser_reads_them(html: str) -> None:
    clean = sanitise(html).html
    reader = Reader()
    reader.feed(clean)
    reader.close()
    marks = citations(clean)
    assert [mark.ref for mark in marks] == [
        value.removeprefix("cite:") for tag, name, value in reader.found if tag == "a" and value.startswith("cite:")
    ]
    text = "".join("".join(reader.text).split())
    for mark in marks:
        text = text.replace("".join(mark.mark.split()), "", 1)
    assert sorted("".join(plain_text(clean).split())) == sorted(text)


@given(documents)
def test_what_is_materia_html_stays_as_it_is(html: str) -> None:
    once = sanitise(html).html
    assert plain_text(sanitise(once).html) == plain_text(once)
    assert sanitise(sanitise(once).html).html == sanitise(once).html
    assert sanitise(once).dropped == ()


PLAIN = [
    *("<p>", "</p>", '<td rowspan="2" colspan="3">', "</td>", '<td rowspan="0">', "<th>", "<table>", "</table>"),
    *('<a href="cite:1">', '<a href="section:a/b">', '<a href="section:a&amp;b">', '<a href="http:x">', "</a>", "<ol>"),
    *('<img src="media:0f" alt="a">', '<img src="media:0g" alt="<div>">', "<br>", "a \u202e b", "<p> </p>", "&lt;"),
]
# What importers write takes a short way, which must come to the same end as the long one.
PLAIN_DOCUMENTS = st.lists(st.sampled_from(PLAIN), max_size=12).map("".join)


@given(st.one_of(PLAIN_DOCUMENTS, documents))
def test_the_short_way_for_plain_materia_html_comes_to_the_same_end(html: str) -> None:
    short = sanitise(html)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_STRANGE", "_ANY_UNSEEN", "_EMPTY"):
            patch.setattr(sanitiser, name, re.compile(""))
        assert sanitise(html) == short


@pytest.mark.parametrize(
    "html",
    [
        '<p>Dose<a href="cite:26">26</a> and<a href="cite:?">source needed</a>.</p>',
        '<p>See <a href="section:adverse-effects/withdrawal">withdrawal</a>.</p>',
        '<p>H<sub>2</sub>O, 10<sup>3</sup>, <strong>not</strong> <em>ever</em></p>',
        '<table><caption>T</caption><thead><tr><th colspan="2">a</th></tr></thead>'
        '<tbody><tr><td rowspan="3">b</td><td>c</td></tr></tbody></table>',
        "<table><tbody><tr><td>a<table><tbody><tr><td>b</td></tr></tbody></table></td></tr></tbody></table>",
        "<dl><dt>a</dt><dd>b</dd></dl><ul><li>a<ol><li>b</li></ol></li></ul><h3>c</h3><h4>d</h4>",
        '<ol start="3"><li>a</li><li value="-5">b</li></ol><ol reversed=""><li>c</li></ol><ol type="a"><li>d</li></ol>',
        '<p><img src="media:00ff" alt="a &lt; b"><br>x</p><blockquote>y</blockquote>',
        "<p>a &lt;b&gt; &amp; c</p>",
    ],
)  # fmt: skip
def test_materia_html_passes_unchanged(html: str) -> None:
    assert sanitise(html).html == html
    assert sanitise(html).dropped == ()


def test_what_is_left_out_is_counted_by_kind() -> None:
    html = """<!-- a --><p onclick="x">a</p><script>if (a<b) c</script><marquee>d</marquee><marquee></marquee>
        <a href="https://example.org">e</a><img src="x.png"><table><td rowspan="0">f</td></table>"""
    assert dropped(html) == {
        "comment": 1,
        "onclick attribute": 1,
        "script element": 1,
        "marquee element": 2,
        "a target": 1,
        "img target": 1,
        "rowspan attribute": 1,
    }


def test_what_only_dresses_the_text_is_not_reported_but_numbers_are() -> None:
    assert dropped('<ul start="3"><li>x</li></ul>') == {"start attribute": 1}
    assert dropped('<div class="x"><span style="y">a</span> <b>b</b></div>') == {}


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div>10 mg</div><div>5 mg</div>", "10 mg\n5 mg"),
        ("10 mg</div><div>5 mg", "10 mg\n5 mg"),
        ("<h1>Dose</h1>5 mg<h5>Note</h5>x", "Dose\n5 mg\nNote\nx"),
        ("<section><header>a</header>b</section>c<hr>d", "a\nb\nc\nd"),
        ("<div>a<ul><li>b</li></ul>c</div>d", "a\nb\nc\nd"),
        ("<pre>a</pre>b", "a\nb"),
    ],
)
def test_the_end_of_one_block_is_never_glued_to_the_next(html: str, text: str) -> None:
    assert plain_text(sanitise(html).html) == text


def test_blocks_within_blocks_leave_no_empty_paragraphs() -> None:
    assert sanitise("<div><div><p>x</p></div>\n</div><table><tr><td><div><p>y</p></div></td></tr></table>").html == (
        "<p>x</p><table><tbody><tr><td><p>y</p></td></tr></tbody></table>"
    )


def test_a_link_that_leads_nowhere_leaves_its_text() -> None:
    assert sanitise('<p><a>a</a> <a href="http://x">b</a> <a href="cite:1">1</a> <a name="n">c</a></p>').html == (
        '<p>a b <a href="cite:1">1</a> c</p>'
    )


def test_a_picture_that_is_not_there_leaves_its_description() -> None:
    assert sanitise('<p><img src="x.png" alt="Structure &lt; 1"> <img src="y.png"></p>').html == (
        "<p>[Structure &lt; 1] </p>"
    )


def test_characters_that_nobody_sees_are_removed() -> None:
    unseen = "ba&shy;clo\u200bfen 5&NoBreak;0 \u202emg&#8294; \ufeffx\x01"
    assert sanitise(f"<p>{unseen}</p>").html == "<p>baclofen 50 mg x</p>"


@pytest.mark.parametrize(
    "piece",
    ["<a ", "<a b=\"", "<!--", "</a ", "<![CDATA[", "<strong>", "<div>", "<a>", "<a href=cite:1>", "<title></x",
     "<table><tr><td>", "<a x='\"' ", "<p></p> ", "<", "&amp;", "<script>",
     "<s>", "<b style='opacity:0'>x"],
)  # fmt: skip
def test_time_grows_no_faster_than_the_text(piece: str) -> None:
    """Four times the text takes four times as long, not sixteen times.

    But for ampersands that begin no reference: html5ever takes the square of their number, half a second for 150,000.
    """
    quarter, whole = (processor_time(piece * (length // len(piece))) for length in (50_000, 200_000))
    assert whole < 9 * max(quarter, 0.01)


def processor_time(text: str) -> float:
    """The least of three: whatever else the machine does can only add to it."""
    times = []
    for _ in range(3):
        began = time.process_time()
        sanitise(text)
        times.append(time.process_time() - began)
    return min(times)


NOT_SEEN = '<span style="visibility:hidden;color:transparent;">'


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (f"<table><tr><td>5{NOT_SEEN}0</span></td></tr></table>", "5"),
        (f"<p>{NOT_SEEN}00</span>7</p>", "7"),
        (f"<p>1{NOT_SEEN}0</span>5 mg</p>", "1 5 mg"),
        ('<p>1<span style="display:none">0</span>5 mg</p>', "15 mg"),
        ("<p>1<span hidden>0</span>5 mg</p>", "15 mg"),
        ('<p>5<x-pad STYLE="Visibility: Hidden">0</x-pad> mg</p>', "5 mg"),
        ('<p>5<button style="opacity:0">0</button> mg</p>', "5 mg"),
        ('<div style="visibility:hidden">50 <b style="visibility:visible">5</b> mg</div>', "5"),
        ('<div style="opacity:0">50 <b style="opacity:1">5</b> mg</div><p>x</p>', "x"),
        ("<p>Every <s>4 h</s> 8 h. <del>May be given in asthma.</del></p>", "Every 8 h."),
        ('<p>Every <span style="text-decoration:underline line-through">4 h <b>daily</b></span> 8 h</p>', "Every 8 h"),
        ("<p><del>10</del><ins>5</ins> mg</p>", "5 mg"),
        ("<del><p>a</p><ul><li>b</li></ul></del><p>c</p>", "c"),
        ("<p>a<s>b<p>c</s>d", "a\nd"),
        ("<strike>4 h</strike>8 h", "8 h"),
        ('<font color="#FFFFFF"><p>x</p></font><p>y</p>', "x\ny"),
        ('<table bgcolor="white"><tr><td>5<font color="#FFF">0</font></td></tr></table>', "5"),
        ('<div style="visibility:hidden"><div>50</div><section><p>5</p></section></div><p>x</p>', "x"),
        ("<body hidden><p>x</p></body>", ""),
        ("<del><div>a</div><h2>b</h2><hr>c</del><h2>d</h2>", "d"),
        ('<ul><li style="display:none">a</li><li>b</li></ul>', "b"),
        ('<p>5<img src="media:0f" alt="0" hidden> mg</p>', "5 mg"),
        ('<p>x<a href="cite:1" style="display:none">1</a></p>', "x"),
        ('<p>Style of a hidden color: <i class="x">5</i></p>', "Style of a hidden color: 5"),
    ],
)
def test_what_nobody_can_see_or_is_struck_out_is_no_text(html: str, text: str) -> None:
    lines = plain_text(sanitise(html).html).split("\n")
    assert "\n".join(" ".join(line.split()) for line in lines if line.strip()) == text


def test_text_that_is_left_out_is_reported_once_for_each_place() -> None:
    assert dropped(f"<p>5{NOT_SEEN}0 <b>0</b> 0</span> {NOT_SEEN}0</span></p>") == {"hidden text": 2}
    assert dropped("<p>a <s>b <i>c</i> d</s> <del>e</del> f</p>") == {"struck-out text": 2}
    assert dropped('<p style="display:none"></p><p><s> </s></p>') == {}
    assert dropped('<p>x<img src="media:0f" alt="0" style="opacity:0"></p>') == {"hidden text": 1}


def test_cells_and_numbered_items_keep_their_places_when_their_text_goes() -> None:
    assert sanitise('<table><tr><td style="opacity:0">1</td><td>2</td></tr></table>').html == (
        "<table><tbody><tr><td> </td><td>2</td></tr></tbody></table>"
    )
    assert sanitise("<ol><li>a</li><li><del>b</del></li><li>c</li></ol>").html == (
        "<ol><li>a</li><li></li><li>c</li></ol>"
    )


def test_numbers_of_steps_that_are_none_are_left_out_and_reported() -> None:
    html = '<ol start="3x" type="disc" reversed="reversed"><li value="9999999">a</li></ol>'
    assert sanitise(html).html == '<ol reversed=""><li>a</li></ol>'
    assert dropped(html) == {"start attribute": 1, "type attribute": 1, "value attribute": 1}


def test_prefixed_elements_are_what_they_are_without_the_prefix() -> None:
    html = "<x:table><x:tr><x:td>5 mg</x:td><X:TD>10<x:sup>9</x:sup></X:TD></x:tr></x:table><x:s>y</x:s>"
    assert plain_text(sanitise(html).html) == "5 mg\t10⁹"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p>10<span style="vertical-align:super">12</span>/L</p>', "<p>10<sup>12</sup>/L</p>"),
        ('<p>10<font style="VERTICAL-ALIGN: Super; font-size:.7em">-6</font></p>', "<p>10<sup>-6</sup></p>"),
        ('<p>H<b style="vertical-align:sub">2</b>O</p>', "<p>H<strong><sub>2</sub></strong>O</p>"),
        ('<p>10<span style="vertical-align:6px;font-size:70%">9</span></p>', "<p>10<sup>9</sup></p>"),
        ('<p>10<b style="vertical-align:super"><s>0</s>9</b></p>', "<p>10<strong><sup>9</sup></strong></p>"),
        ('<p>1<span style="vertical-align:middle">0</span></p>', "<p>10</p>"),
        ('<h3 style="vertical-align:super">5</h3>', "<h3>5</h3>"),
    ],
)
def test_what_only_a_style_raises_or_lowers_does_not_run_into_a_number(html: str, expected: str) -> None:
    assert sanitise(html).html == expected
