"""The library tab over a real library.db: every drug from A to Z, found by any name, opened out into its monographs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop_app.errors import StorageError
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Name, NameKind, Provenance, Section
from desktop_app.services.library.library import Library
from desktop_app.store.library.values import DrugGroup
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.panels.library_delegate import EXPANDER
from desktop_app.ui.panels.library_entries import DrugEntry, Entry, LabelEntry
from desktop_app.ui.panels.library_model import PAGE, LibraryModel
from desktop_app.ui.panels.library_panel import LibraryPanel

AT = "2026-01-01T00:00:00Z"
TODAY = date(2026, 11, 22)
Put = Callable[..., str]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    bundled = tmp_path / "bundled"
    bundled.mkdir()
    library = Library(tmp_path, bundled=bundled)
    yield library
    library.close()


@pytest.fixture
def put(library: Library) -> Put:
    """Puts a monograph, and answers its uid."""

    def put(
        title: str,
        *brands: str,
        uid: str = "",
        substance: str = "",
        date: str = "",
        publisher: str = "",
        kind: str = "",
    ) -> str:
        sections = (Section("overview", Kind.OVERVIEW, "Overview", f"<p>{title} {publisher}</p>", 0),)
        more = (Section("dose", Kind.DOSAGE, "Dose", "<p>5 mg</p>", 1),) if publisher == "Pfizer" else ()
        monograph = Monograph(
            uid=uid or f"article:en:{title}",
            title=title,
            language="en",
            names=(Name(title, NameKind.GENERIC), *(Name(brand, NameKind.BRAND) for brand in brands)),
            sections=(*sections, *more),
            references=(),
            provenance=Provenance(
                kind or "article-text", publisher, version="3" if publisher else "", effective_date=date,
                file_name=f"{title}.txt", sha256="0f" * 32,
            ),
            substances=(substance,) if substance else (),
        )  # fmt: skip
        library.store.put(monograph, imported_at=AT)
        return monograph.uid

    return put


@pytest.fixture
def filled(library: Library, put: Put) -> Library:
    put("Tizanidine")
    put("Baclofen", "Lioresal", "Kemstro", date="2025-01-14")
    put("Amitriptyline", "Elavil", date="2011-06-14")
    put("Ácido valproico", date="2026-01-01")
    put("5-Fluorouracil", "Adrucil", date="2026-01-01")
    put("LIPITOR", "Lipitor", uid="spl:1", substance="ATORVASTATIN", date="2024-05-01", publisher="Pfizer", kind="spl")
    for number, labeler in enumerate(("Aurora", "Bryant"), start=2):
        put(
            "Atorvastatin", uid=f"spl:{number}", substance="ATORVASTATIN", date="2023-01-01",
            publisher=labeler, kind="spl",
        )  # fmt: skip
    return library


@pytest.fixture
def make_panel(qtbot: QtBot, library: Library, appearance: Appearance) -> Callable[[], LibraryPanel]:
    def make() -> LibraryPanel:
        panel = LibraryPanel(library, appearance, clock=lambda: datetime(2026, 11, 22, 12, tzinfo=UTC))
        qtbot.addWidget(panel)
        panel.resize(328, 600)
        panel.show()
        panel.activateWindow()
        qtbot.waitUntil(panel.isActiveWindow)
        return panel

    return make


def model_of(panel: LibraryPanel) -> LibraryModel:
    model = panel.view.model()
    assert isinstance(model, LibraryModel)
    return model


def rows(panel: LibraryPanel) -> list[Entry]:
    model = model_of(panel)
    entries = [model.entry(model.index(row)) for row in range(model.rowCount())]
    return [entry for entry in entries if entry is not None]


def titles(panel: LibraryPanel) -> list[str]:
    return [
        entry.group.title if isinstance(entry, DrugEntry) else f"  {entry.heading}|{entry.beside}"
        for entry in rows(panel)
    ]


def drug(panel: LibraryPanel, title: str) -> DrugEntry:
    entry = rows(panel)[titles(panel).index(title)]
    assert isinstance(entry, DrugEntry)
    return entry


def select(panel: LibraryPanel, title: str) -> None:
    panel.view.setFocus()
    panel.view.setCurrentIndex(panel.view.model().index(titles(panel).index(title), 0))


def trigger(panel: LibraryPanel, text: str) -> None:
    panel.view.menu_wanted.emit(panel.view.currentIndex(), panel.mapToGlobal(QPoint(10, 10)))
    menu = panel.findChildren(QMenu)[-1]
    action = next(action for action in menu.actions() if action.text() == text)
    action.trigger()
    menu.close()


def test_an_empty_library_says_how_to_fill_it(qtbot: QtBot, make_panel: Callable[[], LibraryPanel]) -> None:
    panel = make_panel()
    assert not panel.shows_list
    assert not panel.sources_button.isVisible()
    assert "The library is empty" in panel.message.words
    with qtbot.waitSignal(panel.import_wanted):
        panel.message.pressed.emit()


def test_drugs_come_from_a_to_z_with_a_letter_where_one_begins(
    make_panel: Callable[[], LibraryPanel], filled: Library
) -> None:
    entries = rows(make_panel())
    assert [(entry.letter, entry.group.title) for entry in entries if isinstance(entry, DrugEntry)] == [
        ("#", "5-Fluorouracil"),
        ("A", "Ácido valproico"),
        ("", "Amitriptyline"),
        ("", "Atorvastatin"),
        ("B", "Baclofen"),
        ("T", "Tizanidine"),
    ]


def test_letters_begin_once_across_pages(make_panel: Callable[[], LibraryPanel], put: Put) -> None:
    for number in range(2 * PAGE):
        put(f"{'MN'[number // PAGE]}edicine {number:03}")
    entries = [entry for entry in rows(make_panel()) if isinstance(entry, DrugEntry)]
    assert [row for row, entry in enumerate(entries) if entry.letter] == [0, PAGE]


def test_a_drug_with_one_monograph_says_its_source_and_age(
    make_panel: Callable[[], LibraryPanel], filled: Library
) -> None:
    panel = make_panel()
    one = drug(panel, "Baclofen").only
    assert one is not None
    assert one.source == "Encyclopedia article"
    assert (one.age.words, one.age.old) == ("22 months old", False)
    old, undated = drug(panel, "Amitriptyline").only, drug(panel, "Tizanidine").only
    assert old is not None
    assert (old.age.words, old.age.old) == ("15 years old", True)
    assert undated is not None
    assert undated.age.words == "no date in source"


def test_a_drug_with_several_opens_its_best_and_lists_the_others_a_key_away(
    qtbot: QtBot, make_panel: Callable[[], LibraryPanel], filled: Library
) -> None:
    panel = make_panel()
    select(panel, "Atorvastatin")
    with qtbot.waitSignal(panel.opened) as best:
        QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert best.args == ["spl:1"], "the most complete one"
    QTest.keyClick(panel.view, Qt.Key.Key_Right)
    assert titles(panel)[3:8] == ["Atorvastatin", "  LIPITOR|Pfizer", "  Aurora|", "  Bryant|", "Baclofen"]
    QTest.keyClick(panel.view, Qt.Key.Key_Right)
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.opened) as other:
        QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert other.args == ["spl:2"]
    QTest.keyClick(panel.view, Qt.Key.Key_Left)
    assert panel.view.currentIndex().data() == "Atorvastatin"
    QTest.keyClick(panel.view, Qt.Key.Key_Left)
    assert titles(panel)[3:5] == ["Atorvastatin", "Baclofen"]
    QTest.keyClick(panel.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert titles(panel)[4] == "Baclofen"


def test_the_monographs_of_a_drug_say_what_sets_them_apart(
    make_panel: Callable[[], LibraryPanel], filled: Library
) -> None:
    panel = make_panel()
    select(panel, "Atorvastatin")
    QTest.keyClick(panel.view, Qt.Key.Key_Right)
    best, second = rows(panel)[4:6]
    assert isinstance(best, LabelEntry)
    assert isinstance(second, LabelEntry)
    assert best.words == "LIPITOR. Pfizer. US drug label. 2 years old. 2024-05-01. version 3. opens with the drug"
    assert (second.heading, second.best) == ("Aurora", False)
    assert "expanded" in drug(panel, "Atorvastatin").words
    panel.grab()


def test_a_click_on_the_arrow_opens_a_drug_out_and_nothing_else(
    qtbot: QtBot, make_panel: Callable[[], LibraryPanel], filled: Library
) -> None:
    panel = make_panel()
    rect = panel.view.visualRect(panel.view.model().index(3, 0))
    arrow = QPoint(rect.right() - EXPANDER // 2, rect.center().y())
    with qtbot.assertNotEmitted(panel.opened):
        QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=arrow)
    assert len(rows(panel)) == 9
    with qtbot.assertNotEmitted(panel.opened):
        QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=arrow)
    assert len(rows(panel)) == 6
    with qtbot.waitSignal(panel.opened):
        QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())


@pytest.mark.parametrize(
    ("text", "found", "by"),
    [
        ("bacl", ["Baclofen"], ""),
        ("LIORESAL", ["Baclofen"], "Lioresal (brand)"),
        ("acido", ["Ácido valproico"], ""),
        ("adru", ["5-Fluorouracil"], "Adrucil (brand)"),
        ("lipi", ["Atorvastatin"], "LIPITOR (brand)"),
    ],
)
def test_the_filter_finds_by_every_name_and_says_which(
    make_panel: Callable[[], LibraryPanel], filled: Library, text: str, found: list[str], by: str
) -> None:
    panel = make_panel()
    panel.filter_box.setText(text)
    assert titles(panel) == found
    assert drug(panel, found[0]).found == by


def test_what_a_brand_finds_opens_the_monograph_that_has_it(
    qtbot: QtBot, make_panel: Callable[[], LibraryPanel], filled: Library, put: Put
) -> None:
    put("Sortis", uid="local:sortis", substance="ATORVASTATIN")
    panel = make_panel()
    panel.filter_box.setText("sortis")
    select(panel, "Atorvastatin")
    with qtbot.waitSignal(panel.opened) as opened:
        QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert opened.args == ["local:sortis"]


def test_a_filter_that_finds_nothing_says_so(make_panel: Callable[[], LibraryPanel], filled: Library) -> None:
    panel = make_panel()
    panel.filter_box.setText("digoxin")
    assert not panel.shows_list
    assert "“digoxin”" in panel.message.words
    panel.filter_box.clear()
    assert panel.shows_list


def test_typing_in_the_list_goes_to_a_drug_that_has_not_been_in_sight(
    make_panel: Callable[[], LibraryPanel], put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(300):
        put(f"{'ABCXYZ'[number // 50]}rug {number:03}")
    panel = make_panel()
    panel.view.setFocus()
    QTest.keyClicks(panel.view, "yrug 21")
    assert panel.view.currentIndex().data() == "Yrug 210"
    monkeypatch.setattr(QApplication, "keyboardInputInterval", lambda: -1)
    QTest.keyClick(panel.view, Qt.Key.Key_Y)
    assert panel.view.currentIndex().data() == "Yrug 211", "the same letter again goes on"
    QTest.keyClick(panel.view, Qt.Key.Key_A)
    assert panel.view.currentIndex().data() == "Arug 000", "and on from the top"
    QTest.keyClick(panel.view, Qt.Key.Key_Q)
    assert panel.view.currentIndex().data() == "Arug 000"


def test_only_rows_in_sight_are_read(
    make_panel: Callable[[], LibraryPanel], put: Put, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5 * PAGE):
        put(f"Drug {number:04}")
    read: list[str] = []
    named = library.drugs_named

    def watched(keys: list[str]) -> dict[str, DrugGroup]:
        read.extend(keys)
        return named(keys)

    monkeypatch.setattr(library, "drugs_named", watched)
    monkeypatch.setattr(library, "summaries", None)
    panel = make_panel()
    panel.grab()
    assert model_of(panel).rowCount() == 5 * PAGE
    assert len(read) <= 2 * PAGE
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_End)
    assert panel.view.currentIndex().data() == f"Drug {5 * PAGE - 1:04}"
    assert len(read) <= 4 * PAGE


def test_enter_and_click_open(qtbot: QtBot, make_panel: Callable[[], LibraryPanel], filled: Library) -> None:
    panel = make_panel()
    select(panel, "Baclofen")
    with qtbot.waitSignal(panel.opened) as by_key:
        QTest.keyClick(panel.view, Qt.Key.Key_Return)
    centre = panel.view.visualRect(panel.view.currentIndex()).center()
    with qtbot.waitSignal(panel.opened) as by_mouse:
        QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    assert by_key.args == by_mouse.args == ["article:en:Baclofen"]


def test_removing_can_be_taken_back(qtbot: QtBot, make_panel: Callable[[], LibraryPanel], filled: Library) -> None:
    panel = make_panel()
    select(panel, "Baclofen")
    with qtbot.waitSignal(panel.changed), qtbot.waitSignal(panel.notice) as notice:
        trigger(panel, "Remove from library")
    assert "Baclofen" not in titles(panel)
    assert not filled.resolve("Baclofen")
    assert notice.args is not None
    text, undo = notice.args
    assert text == "Baclofen (Encyclopedia article) was removed from the library."
    with qtbot.waitSignal(panel.changed):
        undo()
    assert "Baclofen" in titles(panel)
    assert panel.view.currentIndex().data() == "Baclofen"
    assert filled.open("article:en:Baclofen").title == "Baclofen"


def test_a_drug_is_removed_with_all_its_monographs_and_comes_back_with_them(
    qtbot: QtBot, make_panel: Callable[[], LibraryPanel], filled: Library
) -> None:
    panel = make_panel()
    filled.remove("spl:3")
    panel.load()
    select(panel, "Atorvastatin")
    with qtbot.waitSignal(panel.notice) as notice:
        trigger(panel, "Remove its 2 monographs from library")
    assert notice.args is not None
    text, undo = notice.args
    assert text == "Atorvastatin, 2 monographs, was removed from the library."
    assert "Atorvastatin" not in titles(panel)
    undo()
    assert drug(panel, "Atorvastatin").group.count == 2, "what had been removed before stays so"


def test_one_of_several_is_removed_by_itself(
    qtbot: QtBot, make_panel: Callable[[], LibraryPanel], filled: Library
) -> None:
    panel = make_panel()
    select(panel, "Atorvastatin")
    trigger(panel, "Show its 3 monographs")
    select(panel, "  Aurora|")
    with qtbot.waitSignal(panel.notice) as notice:
        QTest.keyClick(panel.view, Qt.Key.Key_Delete)
    assert notice.args is not None
    assert notice.args[0] == "Atorvastatin (Aurora, US drug label) was removed from the library."
    assert titles(panel)[3:7] == ["Atorvastatin", "  LIPITOR|Pfizer", "  Bryant|", "Baclofen"]
    select(panel, "  Bryant|")
    QTest.keyClick(panel.view, Qt.Key.Key_Delete)
    assert titles(panel)[3:5] == ["Atorvastatin", "Baclofen"], "with one left there is nothing to open out"


def test_menus_ask_for_details_export_and_sources(
    qtbot: QtBot, make_panel: Callable[[], LibraryPanel], filled: Library
) -> None:
    panel = make_panel()
    select(panel, "Baclofen")
    with qtbot.waitSignal(panel.details_wanted) as details:
        trigger(panel, "Where it came from…")
    assert details.args == ["article:en:Baclofen"]
    with qtbot.waitSignal(panel.export_wanted) as export:
        trigger(panel, "Export…")
    assert export.args == [["article:en:Baclofen"]]
    select(panel, "Atorvastatin")
    with qtbot.waitSignal(panel.export_wanted) as export:
        trigger(panel, "Export its 3 monographs…")
    assert export.args == [["spl:1", "spl:2", "spl:3"]]
    with qtbot.waitSignal(panel.export_wanted) as export:
        trigger(panel, "Export the library…")
    assert export.args == [None]
    with qtbot.waitSignal(panel.sources_wanted):
        trigger(panel, "Sources…")
    with qtbot.waitSignal(panel.sources_wanted):
        panel.sources_button.click()


def test_pointing_at_a_row_tells_its_file(make_panel: Callable[[], LibraryPanel], filled: Library) -> None:
    panel = make_panel()
    told = []
    for title in ("Baclofen", "Atorvastatin"):
        place = panel.view.visualRect(panel.view.model().index(titles(panel).index(title), 0)).center()
        viewport = panel.view.viewport()
        QApplication.sendEvent(viewport, QHelpEvent(QEvent.Type.ToolTip, place, viewport.mapToGlobal(place)))
        told.append(QToolTip.text())
    QToolTip.hideText()
    assert "File: Baclofen.txt" in told[0]
    assert "Date of source: 2025-01-14" in told[0]
    assert "SHA-256: 0f0f0f0f0f0f0f0f…" in told[0]
    assert "Atorvastatin, Lipitor" in told[1]
    for window in QApplication.topLevelWidgets():
        if window.inherits("QTipLabel"):
            window.hide()


def test_the_open_monograph_is_current_also_when_the_list_is_read_later(
    make_panel: Callable[[], LibraryPanel], filled: Library
) -> None:
    panel = make_panel()
    panel.hide()
    panel.show_current("article:en:Tizanidine")
    panel.refresh()
    panel.show()
    assert panel.view.currentIndex().data() == "Tizanidine"
    panel.load()
    assert panel.view.currentIndex().data() == "Tizanidine", "reading anew leaves the current row"
    panel.show_current("spl:3")
    assert panel.view.currentIndex().data() == "Atorvastatin", "its drug, while that is not opened out"
    panel.view.expand(panel.view.currentIndex(), expanded=True)
    panel.show_current("spl:3")
    assert titles(panel)[panel.view.currentIndex().row()] == "  Bryant|"
    panel.show_current("spl:gone")
    assert titles(panel)[panel.view.currentIndex().row()] == "  Bryant|"


def test_what_is_opened_out_stays_so_when_the_library_changes(
    make_panel: Callable[[], LibraryPanel], filled: Library, put: Put
) -> None:
    panel = make_panel()
    select(panel, "Atorvastatin")
    QTest.keyClick(panel.view, Qt.Key.Key_Right)
    put("Abacavir")
    put("Atorvastatin", uid="spl:4", substance="ATORVASTATIN", publisher="Cedar", kind="spl")
    panel.load()
    assert titles(panel)[1] == "Abacavir"
    assert titles(panel)[4:9] == ["Atorvastatin", "  LIPITOR|Pfizer", "  Aurora|", "  Bryant|", "  Cedar|"]
    assert panel.view.currentIndex().data() == "Atorvastatin"


def test_a_library_that_cannot_be_read_is_told_of_and_painted_without_a_crash(
    qtbot: QtBot, make_panel: Callable[[], LibraryPanel], filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = make_panel()

    def fail(_: object) -> None:
        raise StorageError("The library cannot be read.")

    monkeypatch.setattr(filled, "drugs_named", fail)
    with qtbot.waitSignal(panel.failed) as failed:
        panel.load()
        panel.grab()
    assert failed.args is not None
    assert str(failed.args[0]) == "The library cannot be read."
    with qtbot.assertNotEmitted(panel.opened):
        QTest.keyClick(panel.view, Qt.Key.Key_Return)


def test_the_foot_counts_drugs_and_monographs(make_panel: Callable[[], LibraryPanel], filled: Library) -> None:
    panel = make_panel()
    assert panel.count_words == "6 drugs, 8 monographs"
    panel.filter_box.setText("a")
    assert panel.count_words == "4 of 6 drugs"


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester, filled: Library) -> None:
    model = LibraryModel(filled)
    model.load(TODAY)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.set_expanded(model.index(3), expanded=True)
    assert model.rowCount() == 9
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.set_filter("baclofen")
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    index = model.index(0)
    assert model.rowCount() == 1
    assert index.data() == "Baclofen"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Baclofen. Encyclopedia article. 22 months old"
