"""The imports that were, newest first: each leads to its report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.services.importing.report import ImportReport, reports
from desktop_app.ui.importing.import_words import counts_words, ended_words, names_of
from desktop_app.ui.importing.report_delegate import ReportDelegate
from desktop_app.ui.importing.report_model import ReportLine, ReportModel
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.empty_message import EmptyMessage
from desktop_app.ui.parts.rows_view import RowsView
from desktop_app.ui.shell.jobs import Jobs

if TYPE_CHECKING:
    from desktop_app.services.library.library import Library

_LISTED = 100


class PastImports(QWidget):
    """Read on a thread whenever it is looked at."""

    chosen = Signal(object)
    """An `ImportReport`."""
    failed = Signal(object)

    def __init__(self, library: Library, jobs: Jobs, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._jobs = jobs
        self._reports: list[ImportReport] = []
        self._model = ReportModel(self)
        self.view = RowsView("Past imports")
        self.view.setModel(self._model)
        self.view.setItemDelegate(ReportDelegate(appearance, self.view))
        self.view.open_wanted.connect(self._open)
        self.message = EmptyMessage(appearance)
        self.message.say("Reading the reports", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.message)
        self._stack.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        appearance.changed.connect(self.view.scheduleDelayedItemsLayout)

    def load(self, running: int | None) -> None:
        """List all but the one that is running."""
        store = self._library.store
        self._jobs.run(
            lambda _: [report for report in reports(store, _LISTED) if report.job_id != running],
            done=self._show,
            failed=self.failed.emit,
            owner=self,
        )

    def _show(self, found: list[ImportReport]) -> None:
        self._reports = found
        self._model.show_counted([_line(report) for report in found])
        self._stack.setCurrentIndex(1 if found else 0)
        self.message.say("Nothing was imported yet", "The report of every import is kept here with the library.")

    def _open(self, index: QModelIndex) -> None:
        self.chosen.emit(self._reports[index.row()])


def _line(report: ImportReport) -> ReportLine:
    return ReportLine(names_of(report.paths), f"{ended_words(report)}: {counts_words(report)}")
