"""The lines of a report, page by page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester

from desktop_app.services.importing.report import ImportReport
from desktop_app.store.library.import_records import ItemOutcome
from desktop_app.ui.importing.report_model import (
    Part,
    ReportLine,
    ReportModel,
    Role,
    counted_lines,
    document_line,
    parts_of,
)


def outcome(number: int, status: str = "new", path: str = "/a/part.zip › b/x.xml") -> ItemOutcome:
    return ItemOutcome(number, path, status, "spl:1", "" if status == "failed" else "Baclofen", "Torn.", 3)  # type: ignore[arg-type]


@pytest.fixture
def report() -> ImportReport:
    return ImportReport(
        1, "2026-03-04T05:06:07Z", None, "done", ("a",), 2, 0, 0, 0, (), (("image", 5), ("script", 1)), (), (("x", 1),),
        0, 0, 0,
    )  # fmt: skip


def test_only_parts_with_lines_are_offered_and_always_what_failed(report: ImportReport) -> None:
    assert parts_of(report) == [(Part.FAILED, 0), (Part.NEW, 2), (Part.DROPPED, 6), (Part.UNRESOLVED, 1)]
    assert counted_lines(report, Part.DROPPED) == [ReportLine("image", count=5), ReportLine("script", count=1)]
    assert counted_lines(report, Part.NEW) == []


def test_documents_are_asked_for_page_by_page(qapp: QApplication, qtmodeltester: ModelTester) -> None:
    model = ReportModel()
    asked: list[int] = []
    model.more_wanted.connect(asked.append)
    model.begin()
    assert asked == [0]
    assert not model.canFetchMore(QModelIndex()), "it was asked already"
    model.add([outcome(1), outcome(2)], complete=False)
    assert model.canFetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    model.add([outcome(7)], complete=True)
    assert asked == [0, 2]
    assert model.rowCount() == 3
    assert not model.canFetchMore(QModelIndex())
    model.look_again()
    assert asked == [0, 2, 7]
    model.look_again()
    assert asked == [0, 2, 7], "one question at a time"
    model.add([], complete=True)
    assert model.rowCount() == 3
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_a_line_says_what_it_is_where_it_lay_and_what_it_opens(qapp: QApplication) -> None:
    good, bad = document_line(outcome(1)), document_line(outcome(2, "failed"))
    assert (good.heading, good.opens, good.path) == ("Baclofen", "spl:1", "/a/part.zip › b/x.xml")
    assert (bad.heading, bad.opens, bad.detail) == ("x.xml", "", "Torn.")
    assert document_line(outcome(3, "failed", "x.xml")).path == "", "it is not said twice"
    assert document_line(outcome(3, "failed", "C:\\a\\x.xml")).heading == "x.xml"
    model = ReportModel()
    model.show_counted([good, ReportLine("image", count=1200)])
    first, second = model.index(0), model.index(1)
    assert first.data(Role.LINE) is good
    assert first.data() == "Baclofen"
    assert first.data(Qt.ItemDataRole.ToolTipRole) == "/a/part.zip › b/x.xml"
    assert first.data(Qt.ItemDataRole.AccessibleTextRole) == "Baclofen. 3 sections. Torn.. /a/part.zip › b/x.xml"
    assert second.data(Qt.ItemDataRole.AccessibleTextRole) == "image. 1,200 times"
    assert first.data(Qt.ItemDataRole.DecorationRole) is None
    assert model.data(QModelIndex()) is None
    assert model.rowCount(first) == 0
