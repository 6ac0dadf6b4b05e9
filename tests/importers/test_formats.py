"""Files are told by their content and handed to their importer; the rest is refused by what it is."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import NotFoundError, UnreadableInputError, UserError
from desktop_app.importers.drug_names import DrugNames
from desktop_app.importers.formats import ImportContext, beside, nature, read_item, read_monograph, recognise
from desktop_app.importers.items import Item
from desktop_app.importers.kind_map import KindMap
from desktop_app.importers.limits import LIMITS

AUTHORED = b"---\nmateria: 1\ntitle: Testol\n---\n# Dosage\n\nText.\n"
CONTEXT = ImportContext(drugs=DrugNames.load(), kinds=KindMap.load(), today="2026-11-22")


def test_authored_monographs_are_told_by_their_front_matter() -> None:
    monograph = read_monograph(AUTHORED, "anything.txt", CONTEXT)
    assert monograph.provenance.source_kind == "authored"
    assert monograph.provenance.sha256 == hashlib.sha256(AUTHORED).hexdigest()
    assert monograph.provenance.file_name == "anything.txt"


def test_other_text_is_an_article() -> None:
    text = "Baclofen is a muscle relaxant.[1]\nMedical uses\nBaclofen is used for spasticity.[2]\n"
    monograph = read_monograph(text.encode("utf-16"), "a.txt", CONTEXT, title="Baclofen")
    assert (monograph.title, monograph.provenance.source_kind) == ("Baclofen", "article-text")


def test_the_title_of_the_call_comes_before_that_of_the_context() -> None:
    context = ImportContext(CONTEXT.drugs, CONTEXT.kinds, CONTEXT.today, title="Second")
    assert read_monograph(AUTHORED, "t.md", context).title == "Second"
    assert read_monograph(AUTHORED, "t.md", context, title="First").title == "First"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF"),
        (b"PK\x03\x04rest", "a zip archive or an office document"),
        (b"ZIM\x04\x05\x00", "a ZIM archive"),
        (b"{\\rtf1 x}", "an RTF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"RIFF\x10\0\0\0WEBPVP8L", "a picture"),
        (b"<?xml version='1.0'?>\n<!-- x -->\n<svg xmlns='http://www.w3.org/2000/svg'/>", "a picture"),
        (b'<?xml version="1.0"?>\n<feed>', "an XML file"),
        (b'{\n  "glossary": {}}', "a JSON file"),
        (b'[{"id": "a"}]', "a JSON file"),
        (b"TY  - JOUR\n", "a list of references without a text"),
        ("\ufeff\n\ufeffTY  - JOUR\n".encode(), "a list of references without a text"),
        (b"SQLite format 3\0", "a database"),
        (b"\x7fELF\x02", "a program"),
    ],
)
def test_what_materia_does_not_read_is_named(data: bytes, words: str) -> None:
    assert recognise(data) is None
    assert nature(data) == words
    with pytest.raises(UnreadableInputError) as caught:
        read_monograph(data, "f", CONTEXT)
    assert str(caught.value).startswith(f"f is {words}, which Materia does not read. It reads")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "f is empty. Choose a file with text in it."),
        (b" \n", "f is empty. Choose a file with text in it."),
        (b"\0\1\2", "f is not a text file. Save its content as plain text (UTF-8), or choose another file."),
    ],
)
def test_what_is_no_document_at_all(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableInputError) as caught:
        read_monograph(data, "f", CONTEXT)
    assert str(caught.value) == words


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (AUTHORED, "authored"),
        (AUTHORED.replace(b"\n", b"\r\n"), "authored"),
        (b"---\nBaclofen is a drug.", "article-text"),
        (b"Baclofen is a drug: see below.", "article-text"),
        ("Baclofène".encode("cp1252"), "article-text"),
        (b'<document xmlns="urn:hl7-org:v3">', "spl"),
        (b"<!DOCTYPE html>\n<html>", "encyclopedia"),
        (b'{"resourceType": "Bundle", "type": "document"}', "epi"),
        (b'<Bundle xmlns="http://hl7.org/fhir">', "epi"),
        (b'{"meta": {"disclaimer": "openFDA is a beta"}}', "openfda"),
        (b'{"error": {"code": "NOT_FOUND", "message": "No"}}', "openfda"),
        ('<?xml version="1.0"?>\n<?x y?>\n<document xmlns="urn:hl7-org:v3">'.encode("utf-16"), "spl"),
    ],
)
def test_formats_are_told_from_their_opening(data: bytes, name: str) -> None:
    assert recognise(data[:4000]) == name


def test_an_item_of_no_known_format_or_too_large_is_refused() -> None:
    with pytest.raises(UnreadableInputError, match="a is a PDF, which"):
        read_item(Item("a", b"%PDF-1.7", "pdf"), CONTEXT)
    with pytest.raises(UnreadableInputError, match="a is larger than 0 MB"):
        read_item(Item("a", AUTHORED, "authored"), replace(CONTEXT, limits=replace(LIMITS, document_bytes=9)))


def test_an_item_says_which_archives_it_was_in_and_brings_its_bibliography() -> None:
    data = AUTHORED.replace(b"title:", b"bibliography: b.json\ntitle:").replace(b"Text.", b"Text [@a].")
    item = Item("t.md", data, "authored", "z.zip", {"b.json": b'[{"id": "a", "title": "Book"}]'})
    monograph = read_item(item, CONTEXT).monograph
    assert monograph.references[0].raw == "Book."
    assert monograph.provenance.container == "z.zip"
    with pytest.raises(UnreadableInputError, match=r"b\.json is not there \(any more\)\. Put it beside t\.md"):
        read_item(replace(item, beside={}), CONTEXT)


@pytest.mark.real_data
def test_no_real_bibliography_is_taken_for_text(shared_data: Path) -> None:
    paths = list((shared_data / "references").iterdir())
    assert len(paths) > 3
    for path in paths:
        with pytest.raises(UnreadableInputError, match="does not read"):
            read_monograph(path.read_bytes(), path.name, CONTEXT)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    try:
        read_monograph(data, "f", CONTEXT, title="Baclofen")
    except UserError:
        return


def test_a_bibliography_is_read_from_the_same_folder(tmp_path: Path) -> None:
    path = tmp_path / "t.md"
    path.write_bytes(AUTHORED.replace(b"title:", b"bibliography: b.json\ntitle:").replace(b"Text.", b"Text [@a]."))
    (tmp_path / "b.json").write_text('[{"id": "a", "title": "Book"}]', encoding="utf-8")
    context = ImportContext(CONTEXT.drugs, CONTEXT.kinds, CONTEXT.today, neighbour=beside(path))
    assert read_monograph(path.read_bytes(), path.name, context).references[0].raw == "Book."


@pytest.mark.parametrize("name", ["", "..", "../secret.json", "/etc/passwd", "a/b.json", "C:secret", "a\\b", "a\0b"])
def test_no_other_folder_can_be_named(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.json").write_text("[]")
    with pytest.raises(UnreadableInputError, match="must be the name of a file in the same folder"):
        beside(folder / "t.md")(name)


def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.json").write_text("[]")
    (folder / "b.json").symlink_to(tmp_path / "secret.json")
    with pytest.raises(UnreadableInputError, match="leads out of its folder"):
        beside(folder / "t.md")("b.json")


def test_a_bibliography_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"^b\.json is not there"):
        beside(tmp_path / "t.md")("b.json")


@pytest.mark.parametrize(("title", "words"), [("", "is empty"), (" \t\n", "is empty"), ("x" * 201, "longer than 200")])
def test_a_title_that_names_nothing_is_refused(title: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        read_monograph(AUTHORED, "t.md", CONTEXT, title=title)


def test_a_title_is_kept_in_one_line_without_what_cannot_be_shown() -> None:
    assert read_monograph(AUTHORED, "t.md", CONTEXT, title=" My\nown\u202e\udcff  title ").title == "My own title"
