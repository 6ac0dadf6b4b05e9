"""The report of an import: in one line what came of it, then document by document, part by part, and on paper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.services.files import write_atomically
from desktop_app.services.importing.report import ImportReport, full_report_json, full_report_lines, page_of_items
from desktop_app.store.library.import_records import ItemOutcome
from desktop_app.ui.importing.import_words import counts_words, ended_words, names_of, references_words, wants_title
from desktop_app.ui.importing.report_delegate import ReportDelegate
from desktop_app.ui.importing.report_model import (
    EXPLAINED,
    PAGE,
    STATUS,
    Part,
    ReportModel,
    counted_lines,
    parts_of,
)
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.row_painting import SIDE
from desktop_app.ui.parts.elided_label import ElidedLabel
from desktop_app.ui.parts.empty_message import EmptyMessage
from desktop_app.ui.parts.filter_segments import FilterSegments
from desktop_app.ui.parts.rows_view import RowsView
from desktop_app.ui.shell.jobs import Jobs

if TYPE_CHECKING:
    from desktop_app.services.library.library import Library

TEXT, JSON = "Text (*.txt)", "JSON (*.json)"
_SMALL = 100
_NOTHING_YET = "Nothing has failed so far", "What cannot be imported is listed here, each with the reason."
_NOTHING_AT_ALL = (
    "Nothing was in it",
    "There was nothing in it that Materia reads. Of an archive of encyclopedia pages perhaps no page was wanted: add "
    "it again and choose other pages.",
)
_ALL_WELL = "Everything was imported", "There was no document that Materia could not read."
_STOPPED = "Nothing had failed", "The import was stopped; what had been read until then is in the library."


class ReportView(QWidget):
    """Of one import at a time, which may still be running: then it lists what has failed so far."""

    opened = Signal(str)
    """A uid."""
    retry_wanted = Signal(object, str)
    """A file, and the title that the user gives it."""
    take_out_wanted = Signal(int)
    """The number of an import, to take out again what it brought."""
    told = Signal(str)
    """Something to be said."""
    failed = Signal(object)
    """An exception."""

    def __init__(self, library: Library, jobs: Jobs, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._jobs = jobs
        self._appearance = appearance
        self._report: ImportReport | None = None
        self._job_id: int | None = None
        self._part = Part.FAILED
        self._generation = 0
        self._title = ElidedLabel()
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self.segments = FilterSegments(appearance)
        self.segments.setAccessibleName("Part of the report")
        self.segments.setMinimumWidth(1)  # or a narrow page could not be narrower than they are
        self.parts_box = QComboBox()
        self.parts_box.setAccessibleName("Part of the report")
        self._explained = QLabel()
        self._explained.setWordWrap(True)
        self.model = ReportModel(self)
        self.view = RowsView("Report")
        self.view.setLayoutMode(QListView.LayoutMode.Batched)
        self.view.setBatchSize(_SMALL)
        self.view.setModel(self.model)
        self.view.setItemDelegate(ReportDelegate(appearance, self.view))
        self.message = EmptyMessage(appearance)
        self.message.say(*_NOTHING_YET)
        self.export_button = QPushButton("Export…")
        self.take_out_button = QPushButton("Take these out again")
        self.take_out_button.setToolTip(
            "What this import alone brought leaves the library; what was there before stays"
        )
        self.take_out_button.hide()
        self._ask = QWidget()
        self.title_field = QLineEdit()
        self.title_button = QPushButton("Import with this title")
        self.export_button.setEnabled(False)
        self._lay_out()
        self._ask.hide()
        self._connect()
        appearance.changed.connect(self._dress)
        self._dress()

    @property
    def report(self) -> ImportReport | None:
        """What is shown; None while the import is running."""
        return self._report

    @property
    def words(self) -> str:
        """What it says in one line."""
        return self._words.text()

    @property
    def part(self) -> Part:
        """The part that is listed."""
        return self._part

    def show_running(self, job_id: int | None, paths: tuple[str, ...]) -> None:
        """Follow an import that is at work; its id may not be known yet."""
        self._report, self._job_id = None, job_id
        self._title.setText(names_of(paths))
        self._words.setText("The report is kept with the library when the import has ended.")
        self.segments.set_choices([])
        self.export_button.setEnabled(False)
        self.take_out_button.hide()
        self._show_part(Part.FAILED)

    def look_again(self, job_id: int | None) -> None:
        """The import that is followed has gone on: more may have failed."""
        if self._report is None and job_id is not None:
            self._job_id = job_id
            self.model.look_again()

    def tell_failed(self, count: int) -> None:
        """So many have failed in the import that is followed, which may not be listed yet."""
        if self._report is None and count and not self.model.rowCount():
            self.message.say(f"{count:,} not imported", "Each is listed here in a moment, with the reason.")

    def show_report(self, report: ImportReport) -> None:
        """Show the report of an import that has ended."""
        self._report, self._job_id = report, report.job_id
        self._title.setText(names_of(report.paths))
        self._title.setToolTip("\n".join(report.paths[:_SMALL]))
        references = references_words(report.given, report.matched, report.missing)
        words = f"{ended_words(report)}: {counts_words(report)}."
        self._words.setText(f"{words}\n{references}." if references else words)
        parts = parts_of(report)
        self.segments.set_choices([(part, part.value, count) for part, count in parts])
        self.parts_box.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.parts_box.clear()
        for part, count in parts:
            self.parts_box.addItem(f"{part.value}: {count:,}", part)
        self.parts_box.blockSignals(False)  # noqa: FBT003 - Qt's own
        self.export_button.setEnabled(True)
        self.take_out_button.setVisible(bool(report.new or report.updated))
        first = next((part for part, count in parts if count), Part.FAILED)
        self.segments.choose(first)
        self._show_part(first)
        self._fit()

    def choose_part(self, part: Part) -> None:
        """List another part."""
        if part != self._part:
            self._show_part(part)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the parts do not fit beside each other they are a list to choose from."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        there = self._report is not None
        fits = self.segments.sizeHint().width() <= self.width() - 2 * SIDE
        self.segments.setVisible(there and fits)
        self.parts_box.setVisible(there and not fits)

    def _show_part(self, part: Part) -> None:
        self._part = part
        self._generation += 1
        self._explained.setText(EXPLAINED[part])
        self._explained.setVisible(self._report is not None)
        self.parts_box.setCurrentIndex(self.parts_box.findData(part))
        self._ask.hide()
        report = self._report
        if part in STATUS:
            self.model.begin()
        elif report is not None:
            self.model.show_counted(counted_lines(report, part))
        self._choose_page()

    def _choose_page(self) -> None:
        if self.model.rowCount():
            self._stack.setCurrentWidget(self.view)
            return
        report = self._report
        if report is None:
            self.message.say(*_NOTHING_YET)
        elif report.state != "done":
            self.message.say(*_STOPPED)
        else:
            self.message.say(*(_ALL_WELL if report.done else _NOTHING_AT_ALL))
        self._explained.setVisible(False)
        self._stack.setCurrentWidget(self.message)

    def _read(self, after: int) -> None:
        """Read the next lines on a thread."""
        job_id, part, generation = self._job_id, self._part, self._generation
        if job_id is None:
            self.model.add((), complete=True)
            return

        def came(outcomes: list[ItemOutcome]) -> None:
            if generation == self._generation:
                self.model.add(outcomes, complete=len(outcomes) < PAGE)
                if outcomes and self._stack.currentWidget() is not self.view:
                    self._explained.setVisible(self._report is not None)
                    self._stack.setCurrentWidget(self.view)

        store = self._library.store
        self._jobs.run(
            lambda _: page_of_items(store, job_id, status=STATUS[part], after=after, limit=PAGE),
            done=came,
            failed=self.failed.emit,
            owner=self,
        )

    def _open(self, index: QModelIndex) -> None:
        line = self.model.line(index)
        if line is None:
            return
        if line.opens:
            self.opened.emit(line.opens)
        elif self._ask.isVisible():
            self.title_field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self, index: QModelIndex) -> None:
        """A file that only wants a title can be given one."""
        path = self._retried(index)
        self._ask.setVisible(path is not None)
        if path is not None:
            self.title_field.clear()
            self.title_field.setPlaceholderText(f"Title for {path.name}, such as the drug's name")
            self.title_field.setAccessibleName(f"Title for {path.name}")

    def _retried(self, index: QModelIndex) -> Path | None:
        line = self.model.line(index)
        outcome = line.outcome if line is not None else None
        if outcome is None or outcome.status != "failed" or not wants_title(outcome.reason) or " › " in outcome.path:
            return None
        return Path(outcome.path)

    def _retry(self) -> None:
        path, title = self._retried(self.view.currentIndex()), " ".join(self.title_field.text().split())
        if path is not None and title:
            self._ask.hide()
            self.retry_wanted.emit(path, title)

    def export(self) -> None:
        """Write the report to a file, to read or for scripts."""
        report = self._report
        if report is None:
            return
        name = f"materia-import-{report.job_id}.txt"
        chosen, kind = QFileDialog.getSaveFileName(self, "Export the report", name, f"{TEXT};;{JSON}")
        if not chosen:
            return
        as_json = kind == JSON or chosen.lower().endswith(".json")
        path = Path(chosen)
        if as_json and path.suffix == ".txt" and path.stem == Path(name).stem:
            path = path.with_suffix(".json")
        store = self._library.store

        def write(_: object) -> None:
            if as_json:
                text = json.dumps(full_report_json(store, report), ensure_ascii=False, indent=2)
            else:
                text = "\n".join(full_report_lines(store, report))
            write_atomically(path, f"{text}\n".encode())

        self._jobs.run(
            write,
            done=lambda _: self.told.emit(f"The report was saved as {path}."),
            failed=self.failed.emit,
            owner=self,
        )

    def _take_out(self) -> None:
        if self._job_id is not None:
            self.take_out_button.hide()
            self.take_out_wanted.emit(self._job_id)

    def _connect(self) -> None:
        self.model.more_wanted.connect(self._read)
        self.segments.chosen.connect(self.choose_part)
        self.parts_box.activated.connect(lambda row: self.segments.choose(self.parts_box.itemData(row)))
        self.view.open_wanted.connect(self._open)
        self.view.selectionModel().currentChanged.connect(lambda index, _: self._chosen(index))
        self.export_button.clicked.connect(self.export)
        self.take_out_button.clicked.connect(self._take_out)
        self.title_button.clicked.connect(self._retry)
        self.title_field.returnPressed.connect(self._retry)
        self.title_field.textChanged.connect(lambda text: self.title_button.setEnabled(bool(text.strip())))
        self.title_button.setEnabled(False)
        self._appearance.changed.connect(self.view.scheduleDelayedItemsLayout)

    def _lay_out(self) -> None:
        for button in (self.export_button, self.take_out_button, self.title_button):
            button.setAutoDefault(False)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.message)
        self._stack.addWidget(self.view)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._title, 1)
        top.addWidget(self.take_out_button)
        top.addWidget(self.export_button)
        asking = QHBoxLayout(self._ask)
        asking.setContentsMargins(SIDE, 8, SIDE, 0)
        asking.setSpacing(8)
        asking.addWidget(self.title_field, 1)
        asking.addWidget(self.title_button)
        head = QVBoxLayout()
        head.setContentsMargins(SIDE, 0, SIDE, 4)
        head.setSpacing(0)
        head.addLayout(top)
        head.addWidget(self._words)
        head.addSpacing(12)
        head.addWidget(self.segments)
        head.addWidget(self.parts_box, alignment=Qt.AlignmentFlag.AlignLeft)
        head.addSpacing(8)
        head.addWidget(self._explained)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._ask)

    def _dress(self) -> None:
        theme = self._appearance.theme
        self._title.setStyleSheet("font-size: 16px; font-weight: 600;")
        self._words.setStyleSheet(f"color: {theme.text}; font-size: 13px;")
        self._explained.setStyleSheet(f"color: {theme.text2}; font-size: 12px;")
