"""The whole window on real services, and what a person does at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Name, NameKind, Provenance, Section
from desktop_app.services.backup import Backup
from desktop_app.services.bookmarks import Bookmarks
from desktop_app.services.clock import system_clock
from desktop_app.services.history import History
from desktop_app.services.library.library import Library
from desktop_app.services.packets import Packets
from desktop_app.services.search.search import Search
from desktop_app.services.settings import Settings
from desktop_app.store.user.store import UserStore
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.reading import reading
from desktop_app.ui.reading.monograph_view import MonographView
from desktop_app.ui.search.result_rows import HitRow
from desktop_app.ui.shell import session
from desktop_app.ui.shell.jobs import Jobs
from desktop_app.ui.shell.main_window import MainWindow
from desktop_app.ui.shell.services import Services
from desktop_app.ui.shell.session import load_session
from desktop_app.ui.shell.upkeep import Upkeep
from desktop_app.ui.shell.workbench import Workbench


@dataclass
class Opened:
    """A window with everything behind it."""

    window: MainWindow
    bench: Workbench
    upkeep: Upkeep
    jobs: Jobs
    user: UserStore
    appearance: Appearance
    qtbot: QtBot

    @property
    def view(self) -> MonographView:
        view = self.bench.reading.view
        assert view is not None
        return view

    @property
    def rows(self) -> list[HitRow]:
        """The hits in the list of results."""
        model = self.bench.results.view.model()
        rows = [model.index(n, 0).data(Qt.ItemDataRole.UserRole) for n in range(model.rowCount())]
        return [row for row in rows if isinstance(row, HitRow)]

    def search(self, text: str) -> None:
        """Type into the search box in place of what is there, and wait for the answer."""
        self.bench.search_box.setFocus()
        self.bench.search_box.selectAll()
        QTest.keyClicks(self.bench.search_box, text)
        self.qtbot.waitUntil(lambda: not self.bench.searching.pending)
        self.qtbot.waitUntil(lambda: self.bench.results.answer is not None and self.bench.results.answer.query == text)

    def open_first(self, text: str) -> None:
        """Open the first hit, or name, that a search finds."""
        self.search(text)
        QTest.keyClick(self.bench.search_box, Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: not self.bench.reading.loading and self.bench.reading.monograph is not None)

    def close(self) -> None:
        self.window.close()
        self.upkeep.stop()
        assert self.jobs.drain(60)
        self.upkeep.close()
        self.user.close()


@pytest.fixture
def tizanidine() -> Monograph:
    sections = (
        Section("overview", Kind.OVERVIEW, "Overview", "<p>Tizanidine relaxes muscles.</p>", 0),
        Section(
            "interactions", Kind.INTERACTIONS, "Interactions", "<p>Fluvoxamine raises its level: drowsiness.</p>", 1
        ),
    )
    names = (Name("tizanidine", NameKind.GENERIC),)
    return Monograph("local:tizanidine", "Tizanidine", "en", names, sections, (), Provenance("authored"))


@pytest.fixture
def open_window(
    tmp_path: Path, qtbot: QtBot, cited_monograph: Monograph, tizanidine: Monograph, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Opened]]:
    """Opens a window on one data folder, as often as it is called; the library holds two monographs."""
    monkeypatch.setattr(session, "SAVED_AFTER_MS", 20)
    monkeypatch.setattr(reading, "VISITED_AFTER_MS", 20)
    sources = {"baclofen": cited_monograph, "tizanidine": tizanidine}
    bundled, folder, opened = tmp_path / "bundled", tmp_path / "data", []
    for path in (bundled, folder):
        path.mkdir()

    def read(data: bytes, path: Path, *, title: str | None, today: str) -> Monograph:
        source = sources[path.stem]
        return replace(source, title=data.decode()) if data else source

    def services(user: UserStore) -> Services:
        library = Library(folder, bundled=bundled, reader=read)
        if not library.summaries():
            for name in sources:
                file = tmp_path / f"{name}.txt"
                file.touch()
                library.import_file(file)
        return Services(
            library=library,
            search=Search(library, folder),
            user=user,
            bookmarks=Bookmarks(user),
            history=History(user),
            packets=Packets(),
            backup=Backup(folder, user),
            clock=system_clock,
        )

    def open_one() -> Opened:
        user = UserStore(folder / "user.db")
        settings = Settings(user)
        found = load_session(settings)
        window = MainWindow(found)
        qtbot.addWidget(window)
        with qtbot.waitSignal(window.painted):
            window.show()
        appearance, jobs = Appearance(found.theme, found.zoom), Jobs()
        bench = Workbench(window, appearance, jobs, settings, found)
        upkeep = Upkeep(bench, jobs, lambda: services(user))
        window.fill(bench, bench.search_box)
        one = Opened(window, bench, upkeep, jobs, user, appearance, qtbot)
        opened.append(one)
        with qtbot.waitSignal(upkeep.search_ready):
            upkeep.start()
        qtbot.waitUntil(lambda: not jobs.busy)
        return one

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def opened(open_window: Callable[[], Opened]) -> Opened:
    return open_window()
