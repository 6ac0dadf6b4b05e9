"""A library that cannot be read has a page of its own, which says what is lost and what is safe, and leads on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.app import _open_services
from desktop_app.monograph.model import Monograph
from desktop_app.services.bookmarks import Bookmarks
from desktop_app.services.library.library import Library
from desktop_app.services.settings import Settings
from desktop_app.store.user.store import UserStore
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.shell.jobs import Jobs
from desktop_app.ui.shell.lost_library import LostLibrary
from desktop_app.ui.shell.main_window import MainWindow
from desktop_app.ui.shell.session import load_session
from desktop_app.ui.shell.upkeep import Upkeep
from desktop_app.ui.shell.workbench import Workbench


class Shown:
    """A window on a data folder as it is, on real services."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.user, self.jobs, self.qtbot = UserStore(folder / "user.db"), Jobs(), qtbot
        settings = Settings(self.user)
        session = load_session(settings)
        self.window = MainWindow(session)
        qtbot.addWidget(self.window)
        with qtbot.waitSignal(self.window.painted):
            self.window.show()
        self.bench = Workbench(self.window, Appearance("light"), self.jobs, settings, session)
        self.upkeep = Upkeep(
            self.bench, self.jobs, lambda: _open_services(folder, self.user), folder=folder, user=self.user
        )
        self.window.fill(self.bench, self.bench.search_box)
        self.upkeep.start()
        qtbot.waitUntil(lambda: not self.jobs.busy)

    @property
    def page(self) -> LostLibrary:
        page = self.bench._host.currentWidget()
        assert isinstance(page, LostLibrary)
        return page

    @property
    def opened(self) -> bool:
        return self.bench._host.currentWidget() is self.bench.start_page

    def press(self, name: str) -> None:
        (button,) = [button for button in self.page.buttons if button.text() == name]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.qtbot.waitUntil(lambda: not self.jobs.busy)

    def close(self) -> None:
        self.window.close()
        self.upkeep.stop()
        assert self.jobs.drain(60)
        self.upkeep.close()
        self.user.close()


@pytest.fixture
def show(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[Path], Shown]]:
    shown: list[Shown] = []

    def show_one(folder: Path) -> Shown:
        shown.append(Shown(folder, qtbot))
        return shown[-1]

    yield show_one
    for one in shown:
        one.close()


@pytest.fixture
def folder(tmp_path: Path, tizanidine: Monograph) -> Path:
    """A data folder that has been used: a monograph and a bookmark in it."""
    data = tmp_path / "used"
    data.mkdir()
    source = tmp_path / "formulary.md"
    source.write_text("---\nmateria: 1\ntitle: Zorvamine\n---\n\n# Dosage\n\n5 mg.\n", encoding="utf-8")
    with closing(Library(data)) as library, closing(UserStore(data / "user.db")) as user:
        library.import_file(source)
        Bookmarks(user).add(tizanidine, "overview")
    return data


def damage(path: Path) -> bytes:
    content = bytearray(path.read_bytes())
    content[:100] = b"x" * 100
    path.write_bytes(content)
    return bytes(content)


def test_a_damaged_library_is_told_of_and_replaced_and_kept(show: Callable[[Path], Shown], folder: Path) -> None:
    damaged = damage(folder / "library.db")
    one = show(folder)
    assert "The library is damaged" in one.page.words
    assert "1 bookmark, notes, history and settings" in one.page.words
    assert [button.text() for button in one.page.buttons] == ["Start a new library", "Show the file", "Try again"]
    assert one.bench.notices.text == "", "nothing that can be closed instead"
    one.press("Try again")
    assert "The library is damaged" in one.page.words
    one.press("Start a new library")
    one.qtbot.waitUntil(lambda: one.opened)
    (aside,) = folder.glob("library-damaged-*.db")
    assert aside.read_bytes() == damaged
    assert aside.name in one.bench.notices.text
    assert len(Bookmarks(one.user).all()) == 1


def test_what_a_damaged_library_was_made_from_is_named_where_it_can_be_read(
    show: Callable[[Path], Shown], folder: Path
) -> None:
    with (folder / "library.db").open("rb+") as file:
        file.seek(68)
        file.write(b"none")  # of another program, by its own word; the rest is as it was
    assert "formulary.md" in show(folder).page.words


def test_a_library_that_is_put_back_is_read(show: Callable[[Path], Shown], folder: Path) -> None:
    kept = folder / "kept"
    (folder / "index").mkdir()
    (folder / "library.db").rename(kept)
    one = show(folder)
    assert "The library is gone" in one.page.words
    assert not (folder / "library.db").exists()
    kept.rename(folder / "library.db")
    one.press("Try again")
    assert one.opened
    assert one.bench.status.words.startswith("2 monographs")


@pytest.mark.skipif(os.name != "posix", reason="open files cannot be exchanged there")
def test_a_library_that_is_exchanged_under_the_window_is_followed(
    show: Callable[[Path], Shown], folder: Path, tmp_path: Path, tizanidine: Monograph
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with closing(Library(other)) as library:
        library.store.put(tizanidine, imported_at="2026-01-01T00:00:00Z")
        library.ensure_bundled()
    one = show(folder)
    services = one.upkeep._services
    assert services is not None
    (other / "library.db").replace(folder / "library.db")
    one.upkeep.look()
    assert "Another library.db" in one.bench.notices.text
    one.qtbot.waitUntil(lambda: not one.jobs.busy)
    assert [hit.uid for hit in services.search.search("fluvoxamine").hits] == ["local:tizanidine"]
    assert services.search.search("zorvamine").hits == ()
    (folder / "library.db").write_bytes(b"nonsense" * 1000)
    (folder / "library.db").rename(tmp_path / "aside")
    shutil.copy(tmp_path / "aside", folder / "library.db")
    one.upkeep.look()
    assert "The library is damaged" in one.page.words
    one.press("Start a new library")
    assert one.opened


def test_on_a_full_disk_the_window_reads_and_searches_and_says_what_was_not_kept(
    mount: Callable[[str], Path], show: Callable[[Path], Shown], folder: Path
) -> None:
    disk = mount("size=3m")
    with closing(Library(folder)) as library:
        library.ensure_bundled()
        library.store.keep_write_ahead_log()
    for path in folder.iterdir():
        shutil.copy(path, disk)
    with (disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
        while filler.write(b"x" * 4096):
            pass
    one = show(disk)
    assert one.opened
    assert "Disk full" in one.bench.status.trouble
    assert "disk is full" in one.bench.notices.text
    services = one.upkeep._services
    assert services is not None
    one.qtbot.waitUntil(lambda: services.search.ready)
    assert services.search.search("zorvamine dosage").hits[0].uid == "local:zorvamine"
    before = len(services.bookmarks.all())
    one.bench.search_box.setText("zorvamine")
    one.qtbot.waitUntil(lambda: one.bench.results.answer is not None and one.bench.results.answer.query == "zorvamine")
    QTest.keyClick(one.bench.search_box, Qt.Key.Key_Return)
    one.qtbot.waitUntil(lambda: one.bench.reading.monograph is not None)
    one.bench.keeping.add_bookmark()
    assert one.bench.notices.text.startswith("Not bookmarked. The disk is full")
    assert len(services.bookmarks.all()) == before
    (disk / "filler").unlink()
    one.upkeep.look()
    assert one.bench.status.trouble == ""
    one.bench.keeping.add_bookmark()
    assert one.bench.notices.text.startswith("Bookmarked")
    assert len(services.bookmarks.all()) == before + 1
