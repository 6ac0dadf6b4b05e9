"""Why a monograph is here: told in full, in words, and only what is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.errors import NotFoundError
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Dropped, Monograph, Provenance, Section
from desktop_app.services.library.account import (
    Line,
    account_of,
    account_text,
    blocks_of,
    moment,
    older_version,
    short_account,
    sized,
)
from desktop_app.services.library.library import Library
from desktop_app.store.library.values import Origin

AT, LATER = "2026-01-02T10:04:59Z", "2026-02-01T00:00:00Z"
ZIP = Origin("march.zip", "/in/march.zip", "ab" * 32, 12_345_678, "2026-01-01T08:00:00Z")
LONE = Origin("label.xml", "", "cd" * 32, 0, "")
LABEL = Monograph(
    uid="spl:1",
    title="Lipitor",
    language="en",
    names=(),
    sections=(Section("overview", Kind.OVERVIEW, "Overview", "<p>Old.</p>", 0),),
    references=(),
    provenance=Provenance(
        "spl", "Pfizer", "1", "12", "2024-05-01", file_name="a.xml", sha256="cd" * 32, container="march.zip",
        dropped=(Dropped("script element", 1200),), unmapped=("Odd heading",), unresolved=("see Table 9",),
    ),
)  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path)
    yield library
    library.close()


def put(library: Library, monograph: Monograph, origin: Origin | None, at: str = AT) -> None:
    sha256, item = monograph.provenance.sha256, monograph.provenance.file_name
    with library.store.writing() as writing:
        version = writing.put(monograph, imported_at=at).version_id
        if origin is not None:
            writing.arrived(version, origin, item=item, sha256=sha256, at=at)


def words(library: Library, uid: str = "spl:1") -> dict[str, list[Line]]:
    return {block.heading: list(block.lines) for block in blocks_of(account_of(library, uid))}


def test_file_hash_place_date_and_item_are_told(library: Library) -> None:
    put(library, LABEL, ZIP)
    told = words(library)
    assert told["The file that brought it"] == [
        Line("File", "march.zip"),
        Line("Where it lay", "/in/march.zip"),
        Line("Size", "12.3 MB"),
        Line("Last changed", "2026-01-01 08:00 UTC"),
        Line("SHA-256 of the file", " ".join(["ab" * 8] * 4)),
        Line("Item in it", "a.xml"),
        Line("SHA-256 of the item", " ".join(["cd" * 8] * 4)),
        Line("Imported from it", "2026-01-02 10:04 UTC"),
    ]
    assert "The file" not in told
    assert Line("Date of source", "2024-05-01") in told["The source"]
    assert told["Left out or changed"] == [Line("script element", "1,200")]
    assert told["Headings of a kind that no rule knows"] == [Line("Odd heading", "")]
    assert told["Links and pictures that lead to nothing in the source"] == [Line("see Table 9", "")]


def test_every_version_is_listed_and_all_but_the_present_one_can_be_read(library: Library) -> None:
    put(library, LABEL, ZIP)
    undated = replace(LABEL.provenance, effective_date="", version="", file_name="label.xml")
    newer = replace(LABEL, sections=(replace(LABEL.sections[0], html="<p>New.</p>"),), provenance=undated)
    put(library, newer, LONE, LATER)
    told = words(library)
    assert told["Kept versions"] == [
        Line("Version 2", "no date in source · imported 2026-02-01 00:00 UTC · the one that is read"),
        Line("Version 1", "source version 12 · 2024-05-01 · imported 2026-01-02 10:04 UTC", 1),
    ]
    assert told["The file that brought version 2"] == [
        Line("File", "label.xml"),
        Line("SHA-256 of the file", " ".join(["cd" * 8] * 4)),
        Line("Imported from it", "2026-02-01 00:00 UTC"),
    ]
    assert "The file that brought version 1" in told


def test_a_kept_version_says_that_it_is_not_the_present_one(library: Library) -> None:
    unchecked = replace(LABEL, provenance=replace(LABEL.provenance, notice="Not checked."))
    put(library, unchecked, ZIP)
    put(library, replace(LABEL, title="LIPITOR"), ZIP, LATER)
    older = older_version(library, "spl:1", 1)
    assert older.provenance.notice == (
        "This is kept version 1, imported on 2026-01-02: not the one that the library reads now. Not checked."
    )
    assert replace(older, provenance=unchecked.provenance) == unchecked
    assert older_version(library, "spl:1", 2) == library.open("spl:1")
    library.remove("spl:1")
    assert "kept version 2" in older_version(library, "spl:1", 2).provenance.notice
    with pytest.raises(NotFoundError):
        older_version(library, "spl:1", 3)


def test_without_a_record_of_the_file_its_name_and_hash_are_told(library: Library) -> None:
    put(library, replace(LABEL, provenance=Provenance("authored", file_name="a.md", container="b.zip")), None)
    told = words(library)
    assert told["The file"] == [Line("File", "a.md"), Line("In", "b.zip")]
    assert "Left out or changed" not in told
    assert Line("Date of source", "no date in source") in told["The source"]


def test_long_lists_are_counted_after_a_while(library: Library) -> None:
    many = tuple(f"Heading {number}" for number in range(1300))
    put(library, replace(LABEL, provenance=replace(LABEL.provenance, unmapped=many)), ZIP)
    headings = words(library)["Headings of a kind that no rule knows"]
    assert (len(headings), headings[-1]) == (201, Line("and 1,100 more", ""))


def test_the_text_says_all_of_it(library: Library) -> None:
    put(library, LABEL, ZIP)
    text = account_text(account_of(library, "spl:1"))
    assert text.startswith("Lipitor\n\nThe source\nSource: US drug label\n")
    assert "\nOdd heading\n" in text
    assert text.endswith("see Table 9\n")


def test_the_short_form_names_the_file(library: Library) -> None:
    put(library, LABEL, ZIP)
    account = account_of(library, "spl:1")
    short = short_account(account.summary, account.provenance).splitlines()
    assert short[0] == "Lipitor"
    assert short[-3:] == ["File: a.xml", "In: march.zip", "SHA-256: cdcdcdcdcdcdcdcd…"]
    assert "SHA-256" not in short_account(account.summary, Provenance("spl"))


def test_what_is_not_there_is_said(library: Library) -> None:
    for ask in (account_of, Library.provenance):
        with pytest.raises(NotFoundError, match="The library has no spl:2"):
            ask(library, "spl:2")


def test_several_are_removed_and_brought_back_at_once(library: Library) -> None:
    for number in range(3):
        put(library, replace(LABEL, uid=f"spl:{number}"), ZIP)
    library.remove("spl:0")
    removed = library.remove_all(["spl:0", "spl:1", "spl:2", "spl:none"])
    assert removed == ["spl:1", "spl:2"]
    assert (library.count(), library.group_count()) == (0, 0)
    assert library.restore_all(removed) == removed
    assert library.uids() == ["spl:1", "spl:2"]


@pytest.mark.parametrize(
    ("stamp", "shown"), [("2026-01-02T10:04:59Z", "2026-01-02 10:04 UTC"), ("2026-01", "2026-01"), ("", "")]
)
def test_moments_are_told_to_the_minute(stamp: str, shown: str) -> None:
    assert moment(stamp) == shown


@pytest.mark.parametrize(
    ("size", "shown"), [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 KB"), (2_000_000_000_000, "2,000.0 GB")]
)
def test_sizes_are_told_in_the_largest_unit(size: int, shown: str) -> None:
    assert sized(size) == shown
