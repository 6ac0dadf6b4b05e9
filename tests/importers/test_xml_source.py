"""XML is read whole or refused with a sentence; nothing in it makes Materia fetch, expand or recurse."""

from __future__ import annotations

import codecs
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.limits import MB, Limits
from desktop_app.importers.xml_source import parse_xml

LIMITS = Limits(document_bytes=3 * MB, xml_depth=100)


def words(data: bytes) -> str:
    return "".join(parse_xml(data, "label.xml", LIMITS).itertext())


@pytest.mark.parametrize(
    "data",
    [
        "<a>5 µg – née</a>".encode(),
        codecs.BOM_UTF8 + "<a>5 µg – née</a>".encode(),
        '<?xml version="1.0" encoding="UTF-8"?>\n<a>5 µg – née</a>'.encode(),
        '<?xml version="1.0" encoding="UTF-16"?><a>5 µg – née</a>'.encode("utf-16"),
        codecs.BOM_UTF16_BE + '<?xml version="1.0"?><a>5 µg – née</a>'.encode("utf-16-be"),
        '<?xml version="1.0"?><a>5 µg – née</a>'.encode("utf-16-le"),
        '<?xml version="1.0"?><a>5 µg – née</a>'.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + '<?xml version="1.0"?><a>5 µg – née</a>'.encode("utf-32-le"),
        '<?xml version="1.0" encoding="windows-1252"?><a>5 µg – née</a>'.encode("cp1252"),
    ],
    ids=["bare", "bom", "declared", "utf-16", "utf-16-be bom", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_text_is_the_same_in_every_encoding(data: bytes) -> None:
    assert words(data) == "5 µg – née"


@pytest.mark.parametrize(
    ("declared", "actual"),
    [
        ("utf-16", "utf-8"),
        ("ucs-4", "utf-8"),
        ("utf-7", "utf-8"),
        ("no-such", "utf-8"),
        ("iso-8859-99", "utf-8"),
        ("utf-8", "cp1252"),
        ("latin99", "cp1252"),
    ],
)
def test_a_declaration_of_another_encoding_does_not_garble_the_text(declared: str, actual: str) -> None:
    assert words(f'<?xml version="1.0" encoding="{declared}"?><a>5 µg – née</a>'.encode(actual)) == "5 µg – née"


def test_an_encoding_that_is_not_read_is_named() -> None:
    data = '<?xml version="1.0" encoding="shift_jis"?><a>薬</a>'.encode("shift_jis")
    with pytest.raises(UnreadableInputError, match=r"label\.xml says .* shift_jis.* Save it as UTF-8"):
        words(data)


def test_comments_and_instructions_leave_no_trace() -> None:
    assert words(b"<?xml version='1.0'?><?x y?><!-- a - b --><a>1<!-- 2 -->3<?p q?>4</a>") == "134"


BILLION = """<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;">]>"""


@pytest.mark.parametrize(
    "prologue",
    [
        "<!DOCTYPE a>",
        "<!doctype a>",
        BILLION,
        "<?xml version='1.0'?>\n<!-- first --> <?x y?>\n" + BILLION,
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
    ids=["bare", "lower case", "entities", "after comments", "file", "network"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_definition_is_refused(prologue: str, encoding: str) -> None:
    with pytest.raises(UnreadableInputError, match=r"label\.xml contains a document type definition"):
        words(f"{prologue}<a>x</a>".encode(encoding))


def test_the_words_of_a_definition_in_a_comment_or_in_text_are_none() -> None:
    assert words(b"<!-- <!DOCTYPE a> --><a><![CDATA[<!DOCTYPE a>]]></a>") == "<!DOCTYPE a>"


def test_an_include_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    data = f'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{tmp_path}/secret" parse="text"/></a>'
    assert words(data.encode()) == ""


@pytest.mark.parametrize("depth", [101, 200, 300, 10_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    with pytest.raises(UnreadableInputError, match="deeper than any real document"):
        words(b"<a>" * depth + b"</a>" * depth)


def test_nesting_up_to_the_limit_is_read() -> None:
    assert words(b"<a>" * 100 + b"x" + b"</a>" * 100) == "x"


def test_a_file_over_the_limit_is_refused_unread() -> None:
    with pytest.raises(UnreadableInputError, match=r"larger than 3 MB"):
        words(b"<" * (LIMITS.document_bytes + 1))


@pytest.mark.parametrize(
    ("data", "words_of_error"),
    [
        (b"<a>\n<b>cut of", r"damaged or cut off \(line 2\)"),
        (b"<a>1\x002</a>", "damaged or cut off"),
        (b"<a>&nbsp;</a>", "damaged or cut off"),
        (b"plain text", "damaged or cut off"),
        (b"", "empty"),
        (b" \n<!-- only -->", "empty"),
        (codecs.BOM_UTF16_LE + b"<\0a\0>", "begins as UTF-16 text but is damaged"),
        (codecs.BOM_UTF16_LE, "empty"),
    ],
)
def test_what_is_no_xml_is_refused_with_a_reason(data: bytes, words_of_error: str) -> None:
    with pytest.raises(UnreadableInputError, match=words_of_error):
        words(data)


PIECES = st.sampled_from(
    [
        *(
            b"<a>",
            b"</a>",
            b"<b c='d'>",
            b"</b>",
            b"<!--",
            b"-->",
            b"<?",
            b"?>",
            b"<!DOCTYPE",
            b"[<!ENTITY x 'y'>]",
            b">",
        ),
        *(b"&x;", b"&#0;", b"&#xD800;", b"\0", b"\xff", b"\xfe", b"\xef\xbb\xbf", b"<?xml version='1.0' encoding='"),
        *(b"utf-16", b"latin1", b"'?>", b"<![CDATA[", b"]]>", b" text ", b"xmlns:x='y'", b"<x:z/>"),
    ]
)


@given(st.lists(st.one_of(PIECES, st.binary(max_size=6)), max_size=20).map(b"".join))
def test_no_bytes_raise_anything_but_a_sentence(data: bytes) -> None:
    with suppress(UnreadableInputError):
        parse_xml(data, "label.xml", LIMITS)
