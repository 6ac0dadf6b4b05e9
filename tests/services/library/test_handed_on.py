"""What another Materia hands on says so everywhere, and never speaks with the authority of the source."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.importers.exported import exported
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Provenance, Section
from desktop_app.render.provenance import RELAYED, notice, source_name
from desktop_app.services import reports
from desktop_app.services.importing.job import ImportJob, ImportRequest
from desktop_app.services.importing.report import ImportReport
from desktop_app.services.library import reports as library_reports
from desktop_app.services.library.account import account_of, account_text
from desktop_app.services.library.check import check_library
from desktop_app.services.library.export import export_library
from desktop_app.services.library.library import Library
from desktop_app.services.packets import Packets

AT = "2026-01-01T00:00:00Z"


def label(text: str = "5 mg", version: str = "3", date: str = "2019-04", **more: Any) -> Monograph:
    provenance = Provenance("spl", "FDA", "a", version, date, file_name="a.xml", sha256="ab", **more)
    return Monograph(
        "spl:a", "Zorvamine", "en", (), (Section("dosage", Kind.DOSAGE, "Dosage", f"<p>{text}</p>", 0),), (), provenance
    )


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    (tmp_path / "bundled").mkdir()
    (tmp_path / "data").mkdir()
    with closing(Library(tmp_path / "data", bundled=tmp_path / "bundled")) as opened:
        yield opened


def handed(folder: Path, monograph: Monograph, change: Callable[[bytes], bytes] = lambda data: data) -> Path:
    """The file in which another Materia hands a monograph on."""
    path = folder / f"{len(list(folder.iterdir()))}.materia.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("000001-a.json", change(exported(monograph, ())))
    return path


def take(library: Library, path: Path) -> ImportReport:
    return ImportJob(library, ImportRequest.of([path])).run()


def text_of(library: Library) -> str:
    return library.open("spl:a").sections[0].html


def test_what_was_handed_on_says_so_everywhere(library: Library, tmp_path: Path) -> None:
    assert take(library, handed(tmp_path, label())).new == 1
    monograph = library.open("spl:a")
    provenance = monograph.provenance
    summary = library.summaries()[0]
    assert notice(provenance) == RELAYED
    assert source_name(provenance) == source_name(summary) == "US drug label (from another Materia)"
    assert RELAYED in reports.show_lines(monograph, monograph.sections)
    shown = reports.show_report(monograph, monograph.sections)["provenance"]
    assert shown["from_another_materia"] is True
    assert shown["notice"] == RELAYED
    why = library_reports.why_report("spl:a", library.why("spl:a"), provenance, bundled=False)
    assert why["from_another_materia"] is True
    assert RELAYED in "\n".join(library_reports.why_lines("spl:a", library.why("spl:a"), provenance, bundled=False))
    assert RELAYED in account_text(account_of(library, "spl:a"))
    assert "from another Materia" in reports.list_lines([summary])[0]


def test_the_foot_of_every_page_says_it(library: Library, tmp_path: Path) -> None:
    take(library, handed(tmp_path, label()))
    page = Packets(media=library.media).document(library.open("spl:a"), ["dosage"])
    assert any(RELAYED in line for line in page.foot)
    assert "from another Materia" in page.source


def test_another_text_of_the_same_version_is_a_conflict_and_the_sources_own_stays(
    library: Library, tmp_path: Path
) -> None:
    library.store.put(label(), imported_at=AT)
    path = handed(tmp_path, label("50 mg"))
    for _ in range(2):
        report = take(library, path)
        assert (report.updated, report.failed) == (0, 1)
        assert "conflict" in report.failures[0][1]
        assert text_of(library) == "<p>5 mg</p>"
        assert not library.open("spl:a").provenance.relayed
        assert [(each.number, each.relayed) for each in library.versions("spl:a")] == [(2, True), (1, False)]
    kept = library.open("spl:a", 2)
    assert kept.sections[0].html == "<p>50 mg</p>"
    assert kept.provenance.relayed
    assert "not checked" in account_text(account_of(library, "spl:a"))
    assert check_library(library) == []


@pytest.mark.parametrize(
    ("version", "date", "taken"),
    [("4", "2019-05", True), ("4", "2019-04", True), ("2", "2019-04", False), ("3", "2018", False), ("4", "", True),
     ("", "", False), ("4", "2018-01", False), ("new", "2019-04", False)],
)  # fmt: skip
def test_only_what_is_later_by_its_own_word_takes_the_place_and_is_marked(
    library: Library, tmp_path: Path, version: str, date: str, taken: bool
) -> None:
    library.store.put(label(), imported_at=AT)
    report = take(library, handed(tmp_path, label("50 mg", version, date)))
    assert (report.updated, report.failed) == ((1, 0) if taken else (0, 1))
    assert library.open("spl:a").provenance.relayed is taken


def test_the_same_text_changes_nothing_and_from_its_source_it_loses_the_mark(library: Library, tmp_path: Path) -> None:
    take(library, handed(tmp_path, label()))
    own = label()
    assert library.store.put(replace(own, provenance=replace(own.provenance, sha256="cd")), imported_at=AT) == "updated"
    assert library.open("spl:a").provenance.sha256 == "cd"
    assert not library.open("spl:a").provenance.relayed
    assert take(library, handed(tmp_path, label())).unchanged == 1
    assert not library.open("spl:a").provenance.relayed


def test_another_text_from_the_source_itself_takes_the_place_of_what_was_handed_on(
    library: Library, tmp_path: Path
) -> None:
    take(library, handed(tmp_path, label("50 mg", "9", "2026")))
    assert library.store.put(label(), imported_at=AT) == "updated"
    assert text_of(library) == "<p>5 mg</p>"


def test_a_file_that_was_damaged_on_its_way_is_told_from_a_whole_one(library: Library, tmp_path: Path) -> None:
    assert take(library, handed(tmp_path, label(), lambda data: data.replace(b"5 mg", b"6 mg"))).new == 1
    assert "changed or damaged after" in notice(library.open("spl:a").provenance)
    library.remove("spl:a")

    def older(data: bytes) -> bytes:  # an older Materia wrote no fingerprint
        whole = json.loads(data)
        del whole["content-sha256"]
        return json.dumps(whole).encode()

    assert take(library, handed(tmp_path, label(), older)).new == 1


@pytest.mark.parametrize(
    ("kind", "publisher"), [("bundled", ""), ("Bundled-monograph", ""), ("materia", ""), ("authored", "Materia team")]
)
def test_no_file_comes_with_materia(library: Library, tmp_path: Path, kind: str, publisher: str) -> None:
    monograph = replace(label(), provenance=Provenance(kind, publisher))
    report = take(library, handed(tmp_path, monograph))
    assert report.failed == 1
    assert "comes with Materia itself" in report.failures[0][1]
    assert library.uids() == []


def test_the_place_of_a_bundled_monograph_is_reserved_and_its_text_not_handed_on(
    library: Library, tmp_path: Path
) -> None:
    own = replace(label("own"), uid="local:own")
    bundled = replace(label(), uid="local:zorvamine", provenance=Provenance("authored"))
    library.store.put_bundled(bundled, file_name="z.md", fingerprint="1", imported_at=AT)
    library.store.put(own, imported_at=AT)
    changed = replace(bundled, sections=label("50 mg").sections)
    report = take(library, handed(tmp_path, changed))
    assert report.failed == 1
    assert library.open("local:zorvamine").sections[0].html == "<p>5 mg</p>"
    assert len(library.versions("local:zorvamine")) == 1
    assert take(library, handed(tmp_path, bundled)).unchanged == 1
    assert library.store.summary("local:zorvamine").bundled  # type: ignore[union-attr]
    assert export_library(library, tmp_path / "all.zip") == 1
    assert export_library(library, tmp_path / "one.zip", ["local:zorvamine"]) == 1
