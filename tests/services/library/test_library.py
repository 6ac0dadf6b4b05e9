"""Importing, listing and opening monographs, as the window and the command line do it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.errors import CancelledError, NotFoundError, StorageError, UserError
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import (
    Dropped,
    Monograph,
    Name,
    NameKind,
    Provenance,
    Reference,
    ReferenceStatus,
    Section,
)
from desktop_app.services.library.library import Library, Progress

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


class Reader:
    """Reads files of the form `uid|title|brand|text`; counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None, str]] = []

    def __call__(self, data: bytes, path: Path, *, title: str | None, today: str) -> Monograph:
        self.asked.append((path.name, title, today))
        uid, own_title, brand, text = data.decode().split("|")
        if not text:
            raise UserError("There is no text in it.")
        return Monograph(
            uid,
            title or own_title,
            "en",
            (Name(brand, NameKind.MISSPELLING if brand.endswith("?") else NameKind.BRAND),),
            (Section("overview", Kind.OVERVIEW, "Overview", f"<p>{text}</p>", 0),),
            (
                Reference("1", "1", ReferenceStatus.GIVEN, "a"),
                Reference("2", "2", ReferenceStatus.MATCHED, "b"),
                Reference("3", "3", ReferenceStatus.MISSING),
                Reference("4", "4", ReferenceStatus.MISSING),
            ),
            Provenance("authored", file_name=path.name, retrieved=today, dropped=(Dropped("image", 1),)),
        )


@pytest.fixture
def bundled(tmp_path: Path) -> Path:
    folder = tmp_path / "bundled"
    folder.mkdir()
    return folder


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def library(tmp_path: Path, bundled: Path, reader: Reader) -> Iterator[Library]:
    folder = tmp_path / "data"
    folder.mkdir()
    opened = Library(folder, bundled=bundled, reader=reader, clock=lambda: NOW)
    yield opened
    opened.close()


@pytest.fixture
def source(tmp_path: Path) -> Callable[..., Path]:
    """A file that the reader above understands."""

    def write(uid: str = "local:x", title: str = "X", brand: str = "B", text: str = "t", name: str = "a.txt") -> Path:
        path = tmp_path / name
        path.write_text(f"{uid}|{title}|{brand}|{text}", encoding="utf-8")
        return path

    return write


def uids(library: Library) -> list[str]:
    return [summary.uid for summary in library.summaries()]


def test_an_import_says_what_it_did(library: Library, source: Callable[..., Path]) -> None:
    outcome = library.import_file(source())
    assert (outcome.uid, outcome.title, outcome.status, outcome.sections) == ("local:x", "X", "new", 1)
    assert (outcome.given, outcome.matched, outcome.missing) == (1, 1, 2)
    assert outcome.dropped == (Dropped("image", 1),)
    assert library.import_file(source()).status == "unchanged"
    assert library.import_file(source(text="other")).status == "updated"
    assert library.summaries()[0].imported_at == "2026-03-04T05:06:07Z"
    assert [version.number for version in library.versions("local:x")] == [2, 1]
    assert "<p>t</p>" in library.open("local:x", 1).sections[0].html


def test_the_reader_is_told_the_title_and_the_day(
    library: Library, reader: Reader, source: Callable[..., Path]
) -> None:
    assert library.import_file(source(), title="Given").title == "Given"
    assert reader.asked == [("a.txt", "Given", "2026-03-04")]


def test_progress_is_told_in_words(library: Library, source: Callable[..., Path]) -> None:
    seen: list[Progress] = []
    library.import_file(source(), progress=seen.append)
    assert [(step.done, step.total) for step in seen] == [(0, 3), (1, 3), (2, 3)]
    assert all("a.txt" in step.doing for step in seen)


@pytest.mark.parametrize("after", [0, 1, 2])
def test_an_import_that_is_stopped_keeps_nothing(library: Library, source: Callable[..., Path], after: int) -> None:
    answers = iter([False] * after + [True])
    with pytest.raises(CancelledError, match=r"a\.txt"):
        library.import_file(source(), cancelled=lambda: next(answers))
    assert library.summaries() == []
    assert library.revision == 0


def test_a_file_that_cannot_be_read_changes_nothing(
    library: Library, source: Callable[..., Path], tmp_path: Path
) -> None:
    library.import_file(source())
    before = library.revision
    for path in (tmp_path / "nowhere.txt", tmp_path, source(text="", name="b.txt")):
        with pytest.raises(UserError):
            library.import_file(path)
    assert library.revision == before


def test_a_monograph_that_is_not_there_is_said(library: Library, source: Callable[..., Path]) -> None:
    with pytest.raises(NotFoundError, match="local:x"):
        library.open("local:x")
    library.import_file(source())
    with pytest.raises(NotFoundError, match="version 7"):
        library.open("local:x", 7)
    with pytest.raises(NotFoundError, match="no local:y"):
        library.remove("local:y")
    with pytest.raises(NotFoundError, match="nobody"):
        library.named("nobody")


def test_removing_can_be_undone(library: Library, source: Callable[..., Path]) -> None:
    library.import_file(source())
    assert library.remove("local:x").title == "X"
    assert library.summary("local:x") is None
    assert library.restore("local:x")
    assert not library.restore("local:x")
    assert library.named("x").uid == "local:x"
    assert library.changed_since(0) == [("local:x", False)]


def test_the_best_match_of_a_name_comes_first(library: Library, bundled: Path, source: Callable[..., Path]) -> None:
    (bundled / "x.md").write_text("local:bundled|Baclofen|Lioresal|t", encoding="utf-8")
    library.ensure_bundled()
    library.import_file(source("local:misspelt", "Other", "Baclofen?"))
    library.import_file(source("baclofen", "A uid", "Zzz"))
    library.import_file(source("local:brand", "Aaa", "Baclofen"))
    library.import_file(source("local:mine", "Baclofen", "Kemstro"))
    found = [summary.uid for summary in library.resolve("BACLOFEN")]
    assert found == ["baclofen", "local:mine", "local:brand", "local:bundled"]
    assert [summary.uid for summary in library.resolve("Baclofen?")] == ["local:misspelt"]
    assert [summary.uid for summary in library.resolve("lioresal")] == ["local:bundled"]
    assert library.resolve("nothing") == []


def test_a_misspelling_comes_after_the_right_names(library: Library, source: Callable[..., Path]) -> None:
    library.import_file(source("local:misspelt", "Aaa", "Zoloft?"))
    library.import_file(source("local:right", "Zzz", "Zoloft"))
    library.import_file(source("local:titled", "Zoloft?", "b"))
    assert [summary.uid for summary in library.resolve("Zoloft?")] == ["local:titled", "local:misspelt"]
    assert [summary.uid for summary in library.resolve("Zoloft")] == ["local:right"]


def test_bundled_monographs_are_taken_in_once(library: Library, bundled: Path, reader: Reader) -> None:
    (bundled / "a.md").write_text("local:a|A|Aa|t", encoding="utf-8")
    (bundled / "notes.txt").write_text("not a monograph", encoding="utf-8")
    library.ensure_bundled()
    library.ensure_bundled()
    assert [asked[0] for asked in reader.asked] == ["a.md"]
    assert library.summaries()[0].bundled
    assert library.revision == 1


def test_a_bundled_monograph_is_taken_in_again_when_it_or_its_bibliography_changes(
    library: Library, bundled: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bundled / "a.md").write_text("local:a|A|Aa|t", encoding="utf-8")
    (bundled / "a.json").write_text("[]", encoding="utf-8")
    library.ensure_bundled()
    (bundled / "a.md").write_text("local:a|A|Aa|new", encoding="utf-8")
    library.ensure_bundled()
    assert library.open("local:a").sections[0].html == "<p>new</p>"
    (bundled / "a.json").write_text("[{}]", encoding="utf-8")
    library.ensure_bundled()
    monkeypatch.setattr("desktop_app.services.library.library.__version__", "99")
    library.ensure_bundled()
    assert len(reader.asked) == 4
    assert library.revision == 2


def test_what_the_user_did_to_a_bundled_monograph_stays(
    library: Library, bundled: Path, source: Callable[..., Path]
) -> None:
    for name in "ab":
        (bundled / f"{name}.md").write_text(f"local:{name}|{name}|n|t", encoding="utf-8")
    library.ensure_bundled()
    library.remove("local:a")
    library.import_file(source("local:b", "b", text="mine"))
    for name in "ab":
        (bundled / f"{name}.md").write_text(f"local:{name}|{name}|n|new", encoding="utf-8")
    library.ensure_bundled()
    assert uids(library) == ["local:b"]
    assert library.open("local:b").sections[0].html == "<p>mine</p>"
    assert not library.summaries()[0].bundled


def test_a_read_only_library_is_opened_as_it_is(
    library: Library, bundled: Path, reader: Reader, source: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    library.import_file(source())
    (bundled / "a.md").write_text("local:a|A|Aa|t", encoding="utf-8")
    monkeypatch.setattr("desktop_app.store.library.store.database_writable", lambda path: False)
    with closing(Library(library.folder, bundled=bundled, reader=reader)) as shared:
        assert shared.read_only
        assert not library.read_only
        shared.ensure_bundled()
        assert uids(shared) == ["local:x"]
        with pytest.raises(StorageError, match="read-only"):
            shared.import_file(source("local:y"))


def test_another_process_is_noticed(library: Library, source: Callable[..., Path], reader: Reader) -> None:
    before = library.data_version
    with closing(Library(library.folder, reader=reader)) as other:
        other.import_file(source())
        assert other.identity == library.identity
    assert library.data_version != before
    assert uids(library) == ["local:x"]
    assert library.check() == []


def test_what_comes_with_materia_is_there_and_costs_nothing_at_the_next_start(tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from desktop_app.services.library.library import Library
library = Library(Path(sys.argv[1]))
library.ensure_bundled()
print(library.resolve("baclofen")[0].bundled, library.open(library.resolve("lioresal")[0].uid).title)
library.close()
heavy = {"sqlite_utils", "nh3", "lxml", "yaml", "markdown_it", "whoosh", "click", "desktop_app.importers.formats"}
print(sorted(heavy & set(sys.modules)))
"""
    answers = [
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
        ).stdout.splitlines()
        for _ in range(2)
    ]
    assert answers[0][0] == answers[1][0] == "True Baclofen"
    assert "sqlite_utils" in answers[0][1]
    assert answers[1][1] == "[]"


def test_the_real_article_is_imported_and_the_second_time_unchanged(tmp_path: Path, seed_article: Path) -> None:
    with closing(Library(tmp_path)) as library:
        outcome = library.import_file(seed_article)
        assert (outcome.title, outcome.status) == ("Baclofen", "new")
        assert library.import_file(seed_article).status == "unchanged"
        assert library.open(outcome.uid).provenance.file_name == seed_article.name
