"""A library goes into one file and comes out of it the same, through the importers; a check says what is wrong."""

from __future__ import annotations

import errno
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.errors import CancelledError, NotFoundError, StorageError, UserError
from desktop_app.importers.pictures import picture_of
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Media, Monograph, Name, NameKind, Provenance, Section
from desktop_app.services.importing.job import ImportJob, ImportRequest
from desktop_app.services.importing.report import kept_report
from desktop_app.services.library.check import check_library
from desktop_app.services.library.export import export_library
from desktop_app.services.library.library import Library, Progress
from desktop_app.services.search.search import Search

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
AT = "2026-01-01T00:00:00Z"


def _picture() -> Media:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head, pixels = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0), zlib.compress(b"\0\0\0\0")
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    found = picture_of(png)
    assert found is not None
    return found


PICTURE = _picture()


def label(uid: str, text: str = "5 mg") -> Monograph:
    html = f'<p>{text}</p><p><img src="media:{PICTURE.sha256}" alt="Carton"></p>'
    return Monograph(
        uid,
        uid.upper(),
        "en",
        (Name("Brand", NameKind.BRAND),),
        (Section("dosage", Kind.DOSAGE, "Dosage", html, 0),),
        (),
        Provenance("spl", "FDA", uid, "3", "2019-04", file_name=f"{uid}.xml", sha256="ab"),
        ("BACLOFEN",),
    )


def opened(folder: Path) -> Library:
    folder.mkdir(exist_ok=True)
    return Library(folder, bundled=folder / "none", clock=lambda: NOW)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with closing(opened(tmp_path / "one")) as one:
        for uid in ("spl:a", "spl:b"):
            one.store.put(label(uid), (PICTURE,), imported_at=AT)
        yield one


def test_another_library_takes_in_what_was_exported(library: Library, tmp_path: Path) -> None:
    target = tmp_path / "library.zip"
    steps: list[Progress] = []
    assert export_library(library, target, progress=steps.append) == 2
    assert [step.done for step in steps] == [0, 1]
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == ["000001-spl-a.json", f"media/{PICTURE.sha256}.png", "000002-spl-b.json"]
    with closing(opened(tmp_path / "two")) as two:
        report = ImportJob(two, ImportRequest.of([target])).run()
        assert (report.new, report.failures) == (2, ())
        assert [two.open(uid) for uid in two.uids()] == [library.open(uid) for uid in library.uids()]
        assert two.media(PICTURE.sha256) == PICTURE
        assert two.why("spl:a")[0].origin.name == "library.zip"
        assert check_library(two) == []
        assert kept_report(two.store) == report
        again = ImportJob(two, ImportRequest.of([target])).run()
        assert again.unchanged == 2
        with pytest.raises(NotFoundError, match="no import 99"):
            kept_report(two.store, 99)
    with pytest.raises(NotFoundError, match="Nothing was imported"):
        kept_report(library.store)


def test_chosen_monographs_are_exported_alone_and_the_same_each_time(library: Library, tmp_path: Path) -> None:
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    for target in (first, second):
        assert export_library(library, target, ["spl:b", "spl:b"]) == 1
    assert first.read_bytes() == second.read_bytes()
    assert zipfile.ZipFile(first).namelist()[0] == "000001-spl-b.json"


def test_an_export_is_there_in_full_or_not_at_all(library: Library, tmp_path: Path) -> None:
    target = tmp_path / "library.zip"
    target.write_bytes(b"before")
    with pytest.raises(NotFoundError):
        export_library(library, target, ["spl:a", "spl:none"])
    answers = iter([False, True])
    with pytest.raises(CancelledError):
        export_library(library, target, cancelled=lambda: next(answers))
    with pytest.raises(StorageError, match="folder"):
        export_library(library, tmp_path)
    with pytest.raises(StorageError, match="does not exist"):
        export_library(library, tmp_path / "nowhere" / "a.zip")
    assert target.read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["library.zip", "one"]
    with closing(opened(tmp_path / "empty")) as empty, pytest.raises(NotFoundError, match="empty"):
        export_library(empty, target)


def test_a_disk_on_which_nothing_can_be_changed_is_said(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(zipfile, "ZipFile", refused)
    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(StorageError, match="read-only"):
        export_library(library, tmp_path / "library.zip")


def test_a_sound_library_and_its_index_have_no_problems(library: Library) -> None:
    steps: list[Progress] = []
    with closing(Search(library, library.folder)) as search:
        search.catch_up()
    assert check_library(library, progress=steps.append) == []
    assert [(step.done, step.total) for step in steps] == [(0, 2), (1, 2), (2, 2)]
    with pytest.raises(CancelledError):
        check_library(library, cancelled=lambda: True)
    library.remove("spl:a")
    assert check_library(library) == []  # the index has yet to see it, and will


def test_content_that_no_importer_lets_in_is_found(library: Library) -> None:
    bad = Section("dosage", Kind.DOSAGE, "Dosage", '<p onclick="x">5 mg <a href="cite:9">9</a></p>', 0)
    asked = Section("more", Kind.OTHER, "More", '<p>x<a href="cite:?">?</a></p>', 1)
    library.store.put(Monograph("local:bad", "Bad", "en", (), (bad, asked), ()), imported_at=AT)
    assert check_library(library) == [
        "version 1 of local:bad: the section dosage holds HTML that is not Materia's.",
        "version 1 of local:bad: the section dosage cites 9, which is not among its references.",
    ]


def test_an_index_that_says_it_has_caught_up_and_has_not_is_found(library: Library) -> None:
    with closing(Search(library, library.folder)) as search:
        search.catch_up()
    with library.store.writing() as writing:
        writing.execute("UPDATE monographs SET removed_at = 'now' WHERE uid = 'spl:b'")
        writing.execute("DELETE FROM name_index WHERE uid = 'spl:b'")
        writing.execute("UPDATE drug_groups SET count = 1")
    (problem,) = check_library(library)
    assert "differ in 1 monographs (spl:b)" in problem


def test_a_damaged_index_is_found(library: Library) -> None:
    with closing(Search(library, library.folder)) as search:
        search.catch_up()
    segment = next((library.folder / "index").glob("*.seg"))
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 0xFF
    segment.write_bytes(data)
    assert any("index is damaged" in problem for problem in check_library(library))
    for file in (library.folder / "index").iterdir():
        file.unlink()
    assert any("index is damaged" in problem for problem in check_library(library))


def test_a_source_is_named_by_number_name_path_or_hash(library: Library, tmp_path: Path) -> None:
    paths = [tmp_path / name / "same.zip" for name in "xy"]
    for path in paths:
        path.parent.mkdir()
        export_library(library, path, ["spl:a" if "x" in path.parent.name else "spl:b"])
    with closing(opened(tmp_path / "two")) as two:
        ImportJob(two, ImportRequest.of(paths)).run()
        second, first = two.sources()
        assert two.source_named(str(paths[0])) == first
        assert two.source_named(str(second.id)) == second
        assert two.source_named(first.sha256[:10].upper()) == first
        with pytest.raises(UserError, match=r"2 imported files are called same\.zip"):
            two.source_named("same.zip")
        with pytest.raises(NotFoundError, match=r"nothing\.zip"):
            two.source_named("nothing.zip")
        assert two.remove_source(first.id) == ["spl:a"]
        assert two.uids() == ["spl:b"]
        assert two.restore_source(first.id) == ["spl:a"]
        two.remove("spl:a")
        assert two.forget_removed() == 1
        assert two.stats().monographs == two.count() == two.group_count() == 1
        assert [group.key for group in two.groups("bac")] == ["baclofen"]
        assert [summary.uid for summary in two.group("baclofen")] == ["spl:b"]
        assert two.group_of("spl:b") == two.groups()[0]
        assert list(two.summaries_of(["spl:b", "spl:a"])) == ["spl:b"]
        assert two.media_of("spl:b") == [PICTURE]
