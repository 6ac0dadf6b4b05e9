"""A change is made whole or not at all, and an index that cannot be trusted is not opened."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index import DamagedIndexError, Index, IndexBusyError, Record
from index.seal import HEADER, machine_key, verify, write_header

pytestmark = pytest.mark.whoosh


MakeIndex = Callable[..., Index]


def record(id_: str, text: str = "text", monograph: str = "m") -> Record:
    return Record(id_, monograph, "other", "Title", text, ("Name",))


def ids(index: Index) -> list[str]:
    return sorted(hit.id for hit in index.search("name").hits)


def test_changes_are_found_when_the_block_ends(make_index: MakeIndex) -> None:
    index = make_index()
    with index.writer() as writer:
        writer.add(record("a"))
        writer.add(record("b"))
        writer.revision, writer.source = 7, "library"
        assert ids(index) == []
    assert ids(index) == ["a", "b"]
    assert (index.revision, index.source) == (7, "library")


def test_records_of_one_id_replace_each_other(make_index: MakeIndex) -> None:
    index = make_index(record("a", "old"), record("b"))
    with index.writer() as writer:
        writer.add(record("a", "newer"))
        writer.add(record("a", "newest"))
    assert ids(index) == ["a", "b"]
    assert index.search("newest").total == 1
    assert index.search("old newer", corrections=False).total == 0


def test_a_monograph_is_replaced_and_removed_whole(make_index: MakeIndex) -> None:
    index = make_index(record("a"), record("b"), record("c", monograph="other"))
    with index.writer() as writer:
        writer.add(record("x"))
        writer.replace("m", [record("d")])
    assert ids(index) == ["c", "d"]
    with index.writer() as writer:
        writer.remove("m")
    assert ids(index) == ["c"]
    assert index.monographs() == {"other"}
    assert "text" in index.suggest("te")


def test_nothing_is_kept_of_a_block_that_raises(make_index: MakeIndex) -> None:
    index = make_index(record("a"))

    def change() -> None:
        with index.writer() as writer:
            writer.remove("m")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change()
    assert ids(index) == ["a"]
    with index.writer() as writer:
        writer.add(record("b"))
    assert ids(index) == ["a", "b"]


def test_nothing_is_kept_when_writing_itself_fails(make_index: MakeIndex) -> None:
    index = make_index(record("a"))

    def change() -> None:
        with index.writer() as writer:
            writer.remove("m")
            writer.add(Record("b", "m", "other", None, "text", ()))  # type: ignore[arg-type]

    with pytest.raises(AttributeError):
        change()
    assert ids(index) == ["a"]
    index.check()
    with index.writer() as writer:
        writer.add(record("c"))
    assert ids(index) == ["a", "c"]


def test_second_writer_is_told(make_index: MakeIndex) -> None:
    index = make_index(record("a"))
    with index.writer(), pytest.raises(IndexBusyError), index.writer():
        pass
    with index.writer(), pytest.raises(IndexBusyError):
        Index.create(index.path, key=b"k" * 32)


def test_what_another_writes_is_seen(make_index: MakeIndex, key: bytes) -> None:
    index = make_index(record("a"))
    with Index.open(index.path, key=key) as other, other.writer() as writer:
        writer.add(record("b"))
    assert ids(index) == ["a", "b"]


def test_closed_index_opens_again_when_asked(make_index: MakeIndex) -> None:
    index = make_index(record("a"))
    index.close()
    assert ids(index) == ["a"]


def test_create_replaces_what_was_there(make_index: MakeIndex, key: bytes) -> None:
    index = make_index(record("a"))
    index.close()
    with Index.create(index.path, key=key) as fresh:
        assert ids(fresh) == []
        assert fresh.revision == 0


def test_crash_before_the_header_leaves_the_old_state(
    make_index: MakeIndex, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = make_index(record("a"))

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("index.writing.write_header", crash)
        with pytest.raises(KeyboardInterrupt), index.writer() as writer:
            writer.replace("m", [record("b")])
    index.close()
    with Index.open(index.path, key=key) as again:
        assert ids(again) == ["a"]
        left_over = {path.name for path in index.path.iterdir()}
        with again.writer() as writer:
            writer.add(record("c"))
        assert ids(again) == ["a", "c"]
    assert not left_over & {path.name for path in index.path.iterdir() if path.suffix == ".seg"}


def test_leftover_folders_and_files_in_use_do_not_disturb(
    make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = make_index(record("a"))
    (index.path / "MAIN.tmp").mkdir()
    (index.path / "MAIN.tmp" / "run").write_text("x")
    stuck = index.path / "stuck"
    stuck.write_text("x")
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.name == "stuck":
            raise PermissionError
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    with index.writer() as writer:
        writer.add(record("b"))
    assert ids(index) == ["a", "b"]
    assert stuck.exists()
    assert not (index.path / "MAIN.tmp").exists()


def test_there_must_be_an_index(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(DamagedIndexError):
        Index.open(tmp_path, key=key)
    with pytest.raises(DamagedIndexError):
        Index.open(tmp_path / "nowhere", key=key)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"body": {}, "seal": 5}', b"[" * 100_000]
)
def test_unreadable_header_is_noticed(make_index: MakeIndex, key: bytes, content: bytes) -> None:
    index = make_index(record("a"))
    index.close()
    (index.path / HEADER).write_bytes(content)
    with pytest.raises(DamagedIndexError):
        Index.open(index.path, key=key)


def test_every_file_that_is_changed_cut_or_gone_is_noticed(make_index: MakeIndex, key: bytes) -> None:
    index = make_index(record("a"))
    index.close()
    names = json.loads((index.path / HEADER).read_text())["body"]["files"]
    assert names
    for name in names:
        path = index.path / name
        content = path.read_bytes()
        for damaged in (content[:-1], content[:-1] + bytes([content[-1] ^ 1]), None):
            if damaged is None:
                path.unlink()
            else:
                path.write_bytes(damaged)
            with pytest.raises(DamagedIndexError):
                Index.open(index.path, key=key)
        path.write_bytes(content)
    Index.open(index.path, key=key).close()


def test_index_of_another_machine_runs_no_code(make_index: MakeIndex, key: bytes, tmp_path: Path) -> None:
    index = make_index(record("a"))
    index.close()
    ran = tmp_path / "ran"

    class Attack:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(ran),)

    for path in index.path.iterdir():
        if path.suffix in {".toc", ".seg"}:
            path.write_bytes(pickle.dumps(Attack()))
    names = [path.name for path in index.path.iterdir() if path.suffix in {".toc", ".seg"}]
    write_header(index.path, b"x" * 32, names, revision=0, source="")
    with pytest.raises(DamagedIndexError, match="not built"):
        Index.open(index.path, key=key)
    assert not ran.exists()


@pytest.mark.parametrize("name", ["FORMAT", "ENGINE"])
def test_index_of_another_version_is_noticed(
    make_index: MakeIndex, key: bytes, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    index = make_index(record("a"))
    index.close()
    monkeypatch.setattr(f"index.seal.{name}", 99)
    with pytest.raises(DamagedIndexError, match="another version"):
        Index.open(index.path, key=key)


def test_damage_is_noticed_while_the_index_is_open(make_index: MakeIndex) -> None:
    index = make_index(record("a"))
    (index.path / HEADER).unlink()
    with pytest.raises(DamagedIndexError):
        index.search("name")
    with pytest.raises(DamagedIndexError):
        index.check()


def test_check_reads_the_files_again(make_index: MakeIndex) -> None:
    index = make_index(record("a"))
    index.check()
    segment = next(index.path.glob("*.toc"))
    segment.write_bytes(segment.read_bytes() + b"x")
    with pytest.raises(DamagedIndexError):
        index.check()


def test_commit_while_the_index_is_being_opened_is_no_damage(
    make_index: MakeIndex, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = make_index(record("a"))

    def busy_verify(*arguments: object) -> None:
        monkeypatch.undo()
        with Index.open(index.path, key=key) as other, other.writer() as writer:
            writer.add(record("b"))
        verify(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("index.searching.verify", busy_verify)
    with Index.open(index.path, key=key) as opened:
        assert ids(opened) == ["a", "b"]


def test_file_that_cannot_be_opened_is_damage(
    make_index: MakeIndex, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = make_index(record("a"))

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("index.searching.Segment", refuse)
    with pytest.raises(DamagedIndexError):
        Index.open(index.path, key=key)


def test_key_is_made_once_for_the_user_and_not_readable_by_others(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    key = machine_key(folder)
    assert len(key) == 32
    assert machine_key(folder) == key
    if os.name == "posix":
        assert (folder / "key").stat().st_mode & 0o077 == 0
    (folder / "key").write_bytes(b"short")
    assert machine_key(folder) != key


def test_key_that_cannot_be_kept_serves_for_now(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert len(machine_key(blocked / "state")) == 32


def test_index_without_a_key_given_uses_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_state_path", lambda *_, **__: tmp_path / "state")
    with Index.create(tmp_path / "index") as index, index.writer() as writer:
        writer.add(record("a"))
    with Index.open(tmp_path / "index") as index:
        assert ids(index) == ["a"]
    shutil.rmtree(tmp_path / "state")
    with pytest.raises(DamagedIndexError, match="not built"):
        Index.open(tmp_path / "index")


KILLED = """
import os, sys
from pathlib import Path
from index import Index, Record
index = Index.open(sys.argv[1], key=b"k" * 32)
write = Path.replace
def die(self, target):
    os._exit(9)
with index.writer() as writer:
    writer.replace("m", [Record("b", "m", "other", "Title", "text", ("Name",))])
    if sys.argv[2] == "before":
        os._exit(9)
    Path.replace = die
"""


@pytest.mark.parametrize("moment", ["before", "during"])
def test_killed_writer_leaves_the_old_state_and_no_lock(make_index: MakeIndex, moment: str) -> None:
    index = make_index(record("a"))
    project = Path(__file__).resolve().parents[2]
    ended = subprocess.run([sys.executable, "-c", KILLED, str(index.path), moment], cwd=project, check=False)
    assert ended.returncode == 9
    index.close()
    assert ids(index) == ["a"]
    with index.writer() as writer:
        writer.add(record("c"))
    assert ids(index) == ["a", "c"]
