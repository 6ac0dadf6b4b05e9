"""Bookmarks as the window and the command line use them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import NotFoundError, StorageError, UnreadableInputError, UserError
from desktop_app.monograph.html import collapsed_text
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Provenance, Section
from desktop_app.services import bookmark_file
from desktop_app.services.bookmarks import Bookmarks
from desktop_app.store.user.store import UserStore

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
DOSE = '<p>The usual dose is 5 mg<a href="cite:1">1</a> three times a day, taken with food.</p>'
MONOGRAPH = Monograph(
    "local:x",
    "Baclofen",
    "en",
    (),
    (
        Section("overview", Kind.OVERVIEW, "Overview", "<p>A muscle relaxant.</p>", 0),
        Section("dose", Kind.DOSAGE, "Dosage", DOSE, 1),
    ),
    (),
    Provenance("article-text", effective_date="2019-04"),
)
SPAN = (18, 22)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[UserStore]:
    user = UserStore(tmp_path / "user.db")
    yield user
    user.close()


@pytest.fixture
def bookmarks(store: UserStore) -> Bookmarks:
    return Bookmarks(store, clock=lambda: NOW)


@pytest.fixture
def others(tmp_path: Path) -> Iterator[Bookmarks]:
    """Another user's bookmarks."""
    user = UserStore(tmp_path / "other.db")
    yield Bookmarks(user, clock=lambda: NOW)
    user.close()


def with_dose(html: str, key: str = "dose", title: str = "Dosage") -> Monograph:
    overview, dose = MONOGRAPH.sections
    return replace(MONOGRAPH, sections=(overview, replace(dose, html=html, key=key, title=title)))


def test_a_bookmarked_section_keeps_where_it_was_and_how_old(bookmarks: Bookmarks) -> None:
    kept = bookmarks.add(MONOGRAPH, "dose", note="  mine ")
    assert (kept.uid, kept.monograph_title, kept.section_key, kept.section_title) == (
        "local:x",
        "Baclofen",
        "dose",
        "Dosage",
    )
    assert (kept.quote, kept.anchor, kept.note, kept.folder_id) == ("", None, "mine", None)
    assert (kept.created, kept.source, kept.effective_date) == (
        "2026-03-04T05:06:07Z",
        "Encyclopedia article",
        "2019-04",
    )
    assert bookmarks.get(kept.id) == kept
    assert bookmarks.all() == [kept] == bookmarks.of_monograph("local:x")
    assert bookmarks.place(kept, MONOGRAPH) == ("dose", None)
    assert not bookmarks.read_only


def test_a_bookmarked_passage_keeps_its_words(bookmarks: Bookmarks) -> None:
    kept = bookmarks.add(MONOGRAPH, "dose", SPAN)
    assert kept.quote == "5 mg"
    assert kept.anchor is not None
    assert (kept.anchor.section_key, kept.anchor.start) == ("dose", 18)


@pytest.mark.parametrize("span", [(3, 3), (500, 510), (3, 4)])
def test_a_selection_without_text_is_no_bookmark(bookmarks: Bookmarks, span: tuple[int, int]) -> None:
    with pytest.raises(UserError, match="No text is selected"):
        bookmarks.add(MONOGRAPH, "dose", span)
    assert bookmarks.all() == []


def test_a_section_that_is_not_there_is_said(bookmarks: Bookmarks) -> None:
    with pytest.raises(NotFoundError, match="Baclofen has no section 'x'"):
        bookmarks.add(MONOGRAPH, "x")


def test_bookmarks_and_folders_that_are_not_there_are_said(bookmarks: Bookmarks) -> None:
    kept = bookmarks.add(MONOGRAPH, "dose")
    for missing in (
        lambda: bookmarks.get(9),
        lambda: bookmarks.set_note(9, "x"),
        lambda: bookmarks.remove(9),
        lambda: bookmarks.move(9, None, 0),
        lambda: bookmarks.move(kept.id, 9, 0),
        lambda: bookmarks.rename_folder(9, "x"),
        lambda: bookmarks.move_folder(9, 0),
        lambda: bookmarks.remove_folder(9),
    ):
        with pytest.raises(NotFoundError):
            missing()
    assert not bookmarks.restore(9)
    assert not bookmarks.restore_folder(9)


def test_folders_are_named_moved_removed_and_restored(bookmarks: Bookmarks) -> None:
    one, two = bookmarks.add_folder("  Ward  7 "), bookmarks.add_folder("Two")
    assert one.name == "Ward 7"
    assert bookmarks.folder_named("Ward 7") == one.id
    kept = bookmarks.add(MONOGRAPH, "dose", folder=one.id)
    assert bookmarks.in_folder(one.id) == [kept]
    assert bookmarks.in_folder(None) == []
    bookmarks.rename_folder(two.id, "Second")
    bookmarks.move_folder(two.id, 0)
    assert [folder.name for folder in bookmarks.folders()] == ["Second", "Ward 7"]
    for name in ("", "   "):
        with pytest.raises(UserError, match="needs a name"):
            bookmarks.add_folder(name)
    with pytest.raises(UserError, match="already a folder"):
        bookmarks.rename_folder(two.id, "Ward 7")
    bookmarks.remove_folder(one.id)
    assert bookmarks.all() == []
    assert bookmarks.restore_folder(one.id)
    assert bookmarks.all() == [kept]
    bookmarks.move(kept.id, two.id, 0)
    assert [mark.id for mark in bookmarks.in_folder(two.id)] == [kept.id]


def test_removing_answers_the_bookmark_and_can_be_undone(bookmarks: Bookmarks) -> None:
    kept = bookmarks.add(MONOGRAPH, "dose")
    assert bookmarks.remove(kept.id) == kept
    assert bookmarks.all() == []
    assert bookmarks.restore(kept.id)
    assert bookmarks.all() == [kept]


def test_a_note_is_changed(bookmarks: Bookmarks) -> None:
    kept = bookmarks.add(MONOGRAPH, "dose")
    assert bookmarks.set_note(kept.id, " ask pharmacy ").note == "ask pharmacy"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", 3),
        ("DOSAGE", 2),
        ("5 mg", 1),
        ("baclofen overview", 1),
        ("ward", 1),
        ("pharmacy", 1),
        ("dosage overview", 0),
    ],
)
def test_the_filter_wants_every_word_somewhere(bookmarks: Bookmarks, text: str, found: int) -> None:
    bookmarks.add(MONOGRAPH, "dose", note="ask pharmacy")
    bookmarks.add(MONOGRAPH, "dose", SPAN)
    bookmarks.add(MONOGRAPH, "overview", folder=bookmarks.folder_named("Ward"))
    assert len(bookmarks.filter(text)) == found


def test_bookmarked_passages_are_found_in_the_text_as_it_is_now(bookmarks: Bookmarks) -> None:
    food = bookmarks.add(MONOGRAPH, "dose", (44, 54), note="n")
    dose = bookmarks.add(MONOGRAPH, "dose", SPAN)
    bookmarks.add(MONOGRAPH, "dose")
    passages = bookmarks.passages(MONOGRAPH)["dose"]
    text = collapsed_text(DOSE)
    assert [text[passage.start : passage.end] for passage in passages] == [dose.quote, food.quote]
    assert [passage.bookmark_id for passage in passages] == [dose.id, food.id]
    assert (passages[1].note, passages[1].created, passages[1].exact) == ("n", "2026-03-04T05:06:07Z", True)

    edited = DOSE.replace("5 mg", "10 mg")
    (changed, same) = bookmarks.passages(with_dose(edited))["dose"]
    assert collapsed_text(edited)[changed.start : changed.end] == "10 mg"
    assert (changed.exact, same.exact) == (False, True)
    place = bookmarks.place(dose, with_dose(edited))
    assert place == ("dose", changed)


COUNTS = (
    "<p>Order 109/L of the second kind.</p><p>Stop below 50 × 10<sup>9</sup>/L of platelets. Give 2 × "
    "10<sup>6</sup> IU.</p><p>The catalogue has 50 × 109/L for the other kind of count.</p>"
)
FORMER = (
    "Order 109/L of the second kind. Stop below 50 × 109/L of platelets. Give 2 × 106 IU. The catalogue has 50 × 109/L"
)


def make_former(store: UserStore, bookmark_id: int, quote: str, start: int) -> None:
    """Put in what a Materia kept that wrote exponents on the line."""
    anchor = {
        "section_key": "dose",
        "quote": quote,
        "prefix": FORMER[max(0, start - 48) : start],
        "suffix": FORMER[start + len(quote) :][:48],
        "start": start,
    }
    with store.writing() as db:
        db.table("bookmarks").update(bookmark_id, {"anchor": json.dumps(anchor), "quote": quote})


@pytest.mark.parametrize(("quote", "now"), [("50 × 109/L", "50 × 10⁹/L"), ("109/L", "10⁹/L"), ("106 IU", "10⁶ IU")])
def test_a_bookmark_kept_when_exponents_stood_on_the_line_is_found_and_kept_anew(
    bookmarks: Bookmarks, store: UserStore, quote: str, now: str
) -> None:
    monograph = with_dose(COUNTS)
    made = bookmarks.add(monograph, "dose", (0, 5), note="n")
    make_former(store, made.id, quote, FORMER.index(quote, 30))
    [passage] = bookmarks.passages(monograph)["dose"]
    text = collapsed_text(COUNTS)
    assert (passage.exact, text[passage.start : passage.end]) == (True, now)
    kept = bookmarks.get(made.id)
    assert (kept.quote, kept.note, kept.anchor and kept.anchor.form) == (now, "n", 2)
    [again] = bookmarks.passages(monograph)["dose"]
    assert again == passage


def test_a_former_bookmark_whose_passage_went_is_not_found_at_a_real_number(
    bookmarks: Bookmarks, store: UserStore
) -> None:
    monograph = with_dose(COUNTS)
    made = bookmarks.add(monograph, "dose", (0, 5))
    make_former(store, made.id, "50 × 109/L", FORMER.index("50 × 109/L"))
    changed = with_dose(
        "<p>Order 109/L of the second kind, or 109/L.</p><p>Stop below a count that the centre gives.</p>"
    )
    assert "dose" not in bookmarks.passages(changed) or all(
        not passage.exact for passage in bookmarks.passages(changed)["dose"]
    )
    assert bookmarks.get(made.id).quote == "50 × 109/L"


def test_a_passage_is_found_in_a_section_that_was_renamed(bookmarks: Bookmarks) -> None:
    kept = bookmarks.add(MONOGRAPH, "dose", (4, 42))
    renamed = with_dose(DOSE, key="dosage")
    assert list(bookmarks.passages(renamed)) == ["dosage"]
    place = bookmarks.place(kept, renamed)
    assert place is not None
    assert place[0] == "dosage"


def test_a_passage_that_is_gone_leaves_its_section_and_a_section_that_is_gone_nothing(bookmarks: Bookmarks) -> None:
    passage, section = bookmarks.add(MONOGRAPH, "dose", (4, 42)), bookmarks.add(MONOGRAPH, "dose")
    rewritten = with_dose("<p>Entirely new.</p>")
    assert bookmarks.passages(rewritten) == {}
    assert bookmarks.place(passage, rewritten) == ("dose", None)
    gone = with_dose("<p>Entirely new, of the usual dose.</p>", key="other", title="Other")
    assert bookmarks.place(passage, gone) is None
    assert bookmarks.place(section, gone) is None
    moved = with_dose("<p>Nothing else.</p>", key="other", title="Other")
    overview = replace(moved.sections[0], html="<p>5 mg is the dose. Or 5 mg.</p>")
    short = bookmarks.add(MONOGRAPH, "dose", SPAN)
    assert bookmarks.place(short, replace(moved, sections=(overview, moved.sections[1]))) is None


def test_a_section_under_another_key_is_known_by_its_title_unless_several_have_it(bookmarks: Bookmarks) -> None:
    passage, section = bookmarks.add(MONOGRAPH, "dose", (4, 42)), bookmarks.add(MONOGRAPH, "dose")
    renamed = with_dose("<p>Entirely new.</p>", key="dosage")
    assert bookmarks.place(section, renamed) == ("dosage", None)
    assert bookmarks.place(passage, renamed) == ("dosage", None)
    overview, dose = renamed.sections
    twice = replace(renamed, sections=(overview, dose, replace(dose, key="dosage-2")))
    assert bookmarks.place(section, twice) is None


def test_exported_bookmarks_arrive_at_another_user(bookmarks: Bookmarks, others: Bookmarks, tmp_path: Path) -> None:
    ward = bookmarks.folder_named("Ward γ")
    bookmarks.add_folder("Empty")
    bookmarks.add(MONOGRAPH, "dose", SPAN, folder=ward, note="ask")
    bookmarks.add(MONOGRAPH, "overview")
    path = tmp_path / "marks.json"
    assert bookmarks.export_to(path) == 2
    content = json.loads(path.read_bytes())
    assert (content["format"], content["version"], content["exported_at"]) == (
        "materia-bookmarks",
        1,
        "2026-03-04T05:06:07Z",
    )
    assert others.import_from(path) == 2
    assert others.import_from(path) == 0
    assert [folder.name for folder in others.folders()] == [folder.name for folder in bookmarks.folders()]
    assert [replace(mark, id=0, folder_id=None, position=0) for mark in others.all()] == [
        replace(mark, id=0, folder_id=None, position=0) for mark in bookmarks.all()
    ]
    names = {folder.id: folder.name for folder in others.folders()}
    assert [mark.folder_id and names[mark.folder_id] for mark in others.all()] == [None, "Ward γ"]


def test_an_export_that_cannot_be_written_leaves_what_was_there(bookmarks: Bookmarks, tmp_path: Path) -> None:
    path = tmp_path / "marks.json"
    path.mkdir()
    with pytest.raises(StorageError, match="was not written"):
        bookmarks.export_to(path)
    with pytest.raises(StorageError, match="was not written"):
        bookmarks.export_to(tmp_path / "nowhere" / "marks.json")
    assert sorted(child.name for child in tmp_path.iterdir() if "marks" in child.name) == ["marks.json"]


GOOD: dict[str, Any] = {
    "uid": "local:x", "monograph": "X", "section": "dose", "section_title": "Dose", "quote": "", "anchor": None,
    "note": "", "folder": None, "created": "2026-01-01T00:00:00Z", "source": "s", "effective_date": "",
}  # fmt: skip
ANCHOR = {"section_key": "dose", "quote": "5 mg", "prefix": "", "suffix": "", "start": 3}


def file_of(*entries: object, **more: object) -> bytes:
    content = {"format": "materia-bookmarks", "version": 1, "folders": [], "bookmarks": list(entries), **more}
    return json.dumps(content).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not json",
        b"\xff\xfe\x00",
        b"[" * 200_000,
        b"[]",
        b"{}",
        b'"materia-bookmarks"',
        json.dumps({"format": "materia-bookmarks", "version": 1}).encode(),
        file_of(version="1"),
        file_of(folders="x"),
        file_of(folders=[3]),
        file_of(folders=[" "]),
        file_of(bookmarks={}),
        file_of(3),
        file_of({}),
        file_of(GOOD, {**GOOD, "uid": 3}),
        file_of({**GOOD, "note": None}),
        file_of({**GOOD, "note": "\ud800"}),
        file_of({**GOOD, "folder": ""}),
        file_of({**GOOD, "folder": 3}),
        file_of({**GOOD, "anchor": "x"}),
        file_of({**GOOD, "anchor": {}}),
        file_of({**GOOD, "anchor": {**ANCHOR, "start": 10**30}}),
        file_of({**GOOD, "anchor": {**ANCHOR, "prefix": "\ud800"}}),
    ],
)
def test_what_is_no_file_of_bookmarks_is_refused_whole(bookmarks: Bookmarks, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "marks.json"
    path.write_bytes(data)
    with pytest.raises(UserError) as told:
        bookmarks.import_from(path)
    assert "marks.json" in str(told.value)
    assert (bookmarks.all(), bookmarks.folders()) == ([], [])


def test_a_file_of_a_newer_materia_is_told_from_a_bad_one(bookmarks: Bookmarks, tmp_path: Path) -> None:
    path = tmp_path / "marks.json"
    path.write_bytes(file_of(version=2))
    with pytest.raises(UserError, match="newer Materia"):
        bookmarks.import_from(path)


def test_hostile_text_in_a_file_is_only_text(bookmarks: Bookmarks, tmp_path: Path) -> None:
    path = tmp_path / "marks.json"
    nasty = "'); DROP TABLE bookmarks; --\0<script>"
    path.write_bytes(file_of({**GOOD, "note": nasty, "folder": nasty, "anchor": ANCHOR}))
    assert bookmarks.import_from(path) == 1
    assert bookmarks.all()[0].note == nasty


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*GOOD, *ANCHOR]), inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*GOOD]), json_values, max_size=4), json_values)
def test_whatever_json_is_in_a_file_it_is_read_or_refused(changes: dict[str, Any], folders: object) -> None:
    data = file_of({**GOOD, **changes}, folders=folders)
    try:
        content = bookmark_file.read(data, "x.json")
    except UnreadableInputError:
        return
    assert len(content.bookmarks) == 1


def test_a_shared_folder_without_user_data_has_no_bookmarks_and_says_why_none_can_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.store.user.store.database_writable", lambda path: False)
    with closing(UserStore(tmp_path / "user.db")) as user:
        bookmarks = Bookmarks(user)
        assert bookmarks.read_only
        assert (bookmarks.all(), bookmarks.folders(), bookmarks.passages(MONOGRAPH)) == ([], [], {})
        with pytest.raises(StorageError, match="read-only"):
            bookmarks.add(MONOGRAPH, "dose")
    assert list(tmp_path.iterdir()) == []


def test_half_a_character_in_a_note_or_folder_is_no_fault(bookmarks: Bookmarks) -> None:
    folder = bookmarks.add_folder("ward\udcff")
    kept = bookmarks.add(MONOGRAPH, "dose", folder=folder.id, note="x\ud83d")
    assert bookmarks.folders()[0].name == "ward\ufffd"
    assert kept.note == "x\ufffd"
    assert bookmarks.set_note(kept.id, "\U0001f600 kept").note == "\U0001f600 kept"
