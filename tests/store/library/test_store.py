"""The library keeps what it is given, all of it or nothing, and every version."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.errors import StorageError
from desktop_app.monograph.model import Monograph, Name, NameKind
from desktop_app.store.library.store import LibraryStore


def test_a_monograph_comes_back_as_it_was_put(library: LibraryStore, make_monograph: Callable[..., Monograph]) -> None:
    monograph = make_monograph()
    assert library.put(monograph, imported_at="2026-01-01T00:00:00Z") == "new"
    assert library.get(monograph.uid) == monograph
    assert library.get("local:other") is None


def test_a_list_says_what_there_is_without_reading_the_text(
    library: LibraryStore, make_monograph: Callable[..., Monograph]
) -> None:
    monograph = make_monograph()
    library.put(monograph, imported_at="2026-01-01T00:00:00Z")
    library.put(make_monograph("local:aspirin", "aspirin"), imported_at="2026-01-02T00:00:00Z", bundled=True)
    aspirin, baclofen = library.summaries()
    assert (aspirin.title, aspirin.bundled) == ("aspirin", True)
    assert (baclofen.uid, baclofen.names, baclofen.section_count) == (monograph.uid, monograph.names, 2)
    assert (baclofen.missing, baclofen.bundled, baclofen.number) == (1, False, 1)
    assert (baclofen.source_kind, baclofen.publisher, baclofen.version) == ("authored", "Hospital", "v3")
    assert (baclofen.effective_date, baclofen.imported_at) == ("2019-04", "2026-01-01T00:00:00Z")
    assert baclofen.notice == "Not reviewed."
    assert library.summary(monograph.uid) == baclofen
    assert library.summary("local:other") is None


def test_the_same_content_again_changes_nothing(
    library: LibraryStore, make_monograph: Callable[..., Monograph]
) -> None:
    monograph = make_monograph()
    library.put(monograph, imported_at="2026-01-01T00:00:00Z")
    revision = library.revision
    later = replace(monograph, provenance=replace(monograph.provenance, file_name="b.md", retrieved="2026-02-02"))
    assert library.put(later, imported_at="2026-02-02T00:00:00Z") == "unchanged"
    assert library.revision == revision
    assert library.get(monograph.uid) == monograph


def test_an_older_version_is_kept_when_a_new_one_arrives(
    library: LibraryStore, make_monograph: Callable[..., Monograph]
) -> None:
    first, second = make_monograph(text="Old."), make_monograph(text="New.")
    library.put(first, imported_at="2026-01-01T00:00:00Z")
    assert library.put(second, imported_at="2026-02-01T00:00:00Z") == "updated"
    assert library.get(first.uid) == second
    assert library.get(first.uid, 1) == first
    assert library.get(first.uid, 3) is None
    assert [version.number for version in library.versions(first.uid)] == [2, 1]
    assert library.summaries()[0].number == 2


def test_what_is_removed_is_hidden_kept_and_can_come_back(
    library: LibraryStore, make_monograph: Callable[..., Monograph]
) -> None:
    monograph = make_monograph()
    library.put(monograph, imported_at="2026-01-01T00:00:00Z")
    assert library.remove(monograph.uid, removed_at="2026-01-02T00:00:00Z")
    assert library.get(monograph.uid) is None
    assert library.summaries() == []
    assert library.find("Baclofen") == []
    assert library.get(monograph.uid, 1) == monograph
    assert not library.remove(monograph.uid, removed_at="2026-01-03T00:00:00Z")
    assert library.restore(monograph.uid)
    assert not library.restore(monograph.uid)
    assert not library.restore("local:other")
    assert library.get(monograph.uid) == monograph


@pytest.mark.parametrize("text", ["Relaxes.", "Something else."])
def test_what_was_removed_and_is_imported_again_is_new(
    library: LibraryStore, make_monograph: Callable[..., Monograph], text: str
) -> None:
    library.put(make_monograph(), imported_at="2026-01-01T00:00:00Z")
    library.remove("local:baclofen", removed_at="2026-01-02T00:00:00Z")
    assert library.put(make_monograph(text=text), imported_at="2026-01-03T00:00:00Z") == "new"
    assert library.get("local:baclofen") == make_monograph(text=text)


@pytest.mark.parametrize(
    "name", ["local:baclofen", "LOCAL:Baclofen", "BACLOFEN", " lioresal ", "baclophen", "Lioresa\uff4c"]
)
def test_a_name_is_found_case_and_spaces_aside(
    library: LibraryStore, make_monograph: Callable[..., Monograph], name: str
) -> None:
    library.put(make_monograph(), imported_at="2026-01-01T00:00:00Z")
    assert [found.uid for found in library.find(name)] == ["local:baclofen"]


def test_a_name_of_an_older_version_only_is_not_found(
    library: LibraryStore, make_monograph: Callable[..., Monograph]
) -> None:
    library.put(make_monograph(), imported_at="2026-01-01T00:00:00Z")
    library.put(make_monograph(names=(Name("Kemstro", NameKind.BRAND),)), imported_at="2026-01-02T00:00:00Z")
    assert library.find("Lioresal") == []
    assert library.find("Kemstro")


def test_an_index_learns_what_changed_since_it_looked(
    library: LibraryStore, make_monograph: Callable[..., Monograph]
) -> None:
    assert library.revision == 0
    library.put(make_monograph("local:a"), imported_at="2026-01-01T00:00:00Z")
    library.put(make_monograph("local:b"), imported_at="2026-01-01T00:00:00Z")
    seen = library.revision
    library.put(make_monograph("local:a", text="New."), imported_at="2026-01-02T00:00:00Z")
    library.remove("local:b", removed_at="2026-01-02T00:00:00Z")
    assert library.changed_since(seen) == [("local:a", False), ("local:b", True)]
    assert library.changed_since(0) == [("local:a", False), ("local:b", True)]
    assert library.changed_since(library.revision) == []


def test_another_process_is_noticed(
    library: LibraryStore, make_monograph: Callable[..., Monograph], tmp_path: Path
) -> None:
    before = library.data_version
    with closing(LibraryStore(tmp_path / "library.db")) as other:
        other.put(make_monograph(), imported_at="2026-01-01T00:00:00Z")
        assert other.identity == library.identity
    assert library.data_version != before
    assert library.get("local:baclofen")


def test_two_libraries_are_told_apart(library: LibraryStore, tmp_path: Path) -> None:
    with closing(LibraryStore(tmp_path / "other.db")) as other:
        assert other.identity != library.identity


def test_an_import_that_fails_half_way_leaves_nothing(
    library: LibraryStore, make_monograph: Callable[..., Monograph]
) -> None:
    sections = make_monograph().sections
    twice = replace(make_monograph(), sections=(*sections, sections[0]))
    with pytest.raises(sqlite3.IntegrityError):
        library.put(twice, imported_at="2026-01-01T00:00:00Z")
    assert library.summaries() == []
    assert library.revision == 0
    assert library.put(make_monograph(), imported_at="2026-01-01T00:00:00Z") == "new"
    assert library.check() == []


def test_threads_write_and_read_at_once_and_lose_nothing(
    library: LibraryStore, make_monograph: Callable[..., Monograph]
) -> None:
    def write(name: str) -> None:
        for number in range(5):
            library.put(make_monograph(f"local:{name}{number}"), imported_at="2026-01-01T00:00:00Z")
            assert library.get(f"local:{name}{number}")

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(library.summaries()) == 20
    assert library.revision == 20
    assert library.check() == []


def test_a_bundled_monograph_is_taken_in_with_its_fingerprint(
    library: LibraryStore, make_monograph: Callable[..., Monograph]
) -> None:
    library.put_bundled(make_monograph(), file_name="b.md", fingerprint="1", imported_at="2026-01-01T00:00:00Z")
    assert library.bundled_fingerprints() == {"b.md": "1"}
    assert library.summaries()[0].bundled
    new = make_monograph(text="New.")
    library.put_bundled(new, file_name="b.md", fingerprint="2", imported_at="2026-01-02T00:00:00Z")
    assert library.bundled_fingerprints() == {"b.md": "2"}
    assert library.get(new.uid) == new


def test_a_bundled_monograph_that_the_user_removed_stays_removed(
    library: LibraryStore, make_monograph: Callable[..., Monograph]
) -> None:
    library.put_bundled(make_monograph(), file_name="b.md", fingerprint="1", imported_at="2026-01-01T00:00:00Z")
    library.remove("local:baclofen", removed_at="2026-01-02T00:00:00Z")
    library.put_bundled(
        make_monograph(text="New."), file_name="b.md", fingerprint="2", imported_at="2026-01-03T00:00:00Z"
    )
    assert library.summaries() == []
    assert library.bundled_fingerprints() == {"b.md": "2"}


def test_a_users_own_import_is_not_replaced_by_a_bundled_one(
    library: LibraryStore, make_monograph: Callable[..., Monograph]
) -> None:
    mine = make_monograph(text="Mine.")
    library.put(mine, imported_at="2026-01-01T00:00:00Z")
    library.put_bundled(make_monograph(), file_name="b.md", fingerprint="1", imported_at="2026-01-02T00:00:00Z")
    assert library.get(mine.uid) == mine


def test_a_library_that_is_up_to_date_opens_and_reads_without_sqlite_utils(
    library: LibraryStore, make_monograph: Callable[..., Monograph], tmp_path: Path
) -> None:
    library.put(make_monograph(), imported_at="2026-01-01T00:00:00Z")
    script = """
import sys
from pathlib import Path
from desktop_app.store.library.store import LibraryStore
store = LibraryStore(Path(sys.argv[1]))
assert store.get("local:baclofen") and store.find("lioresal") and store.bundled_fingerprints() == {}
store.close()
heavy = {"sqlite_utils", "nh3", "lxml", "yaml", "markdown_it", "whoosh"} & set(sys.modules)
sys.exit(f"imported at start: {heavy}" if heavy else 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "library.db")], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.returncode == 0


def test_a_read_only_library_can_be_read_and_says_why_it_cannot_be_written(
    library: LibraryStore, make_monograph: Callable[..., Monograph], tmp_path: Path
) -> None:
    library.put(make_monograph(), imported_at="2026-01-01T00:00:00Z")
    with closing(LibraryStore(tmp_path / "library.db", read_only=True)) as shared:
        assert shared.read_only
        assert shared.get("local:baclofen")
        with pytest.raises(StorageError, match="read-only"):
            shared.put(make_monograph("local:b"), imported_at="2026-01-01T00:00:00Z")
    assert len(library.summaries()) == 1


def test_a_library_that_is_not_there_cannot_be_made_read_only(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="read-only"):
        LibraryStore(tmp_path / "library.db", read_only=True)
    assert list(tmp_path.iterdir()) == []
