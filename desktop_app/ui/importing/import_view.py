"""Importing: what can be imported, choosing it, and a report that says of every file what became of it."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop_app.errors import CancelledError, StorageError, UserError
from desktop_app.services.imports import files_in
from desktop_app.services.library import ImportOutcome, Library, Progress
from desktop_app.ui.importing.import_drop_zone import ImportDropZone, dropped_paths
from desktop_app.ui.importing.import_row import ImportRow
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.shell.jobs import JobControl, JobHandle, Jobs

_EXPLANATION = (
    "What can be imported now",
    "<b>An encyclopedia article</b> saved as plain text (.txt), with its headings, its citation marks such as [8] and "
    "its list of references. A reference that is not in the file stays marked as missing.",
    "<b>A monograph of your own</b> in Materia's writing format (.md): headings, text, and a source for every "
    "statement.",
    "Nothing is sent anywhere. Importing a file again updates its monograph and keeps the earlier version.",
)
"""A heading, then sentences as HTML."""

_Found = tuple[Path, UserError | None]
"""A file to import; or what could not be looked into, and why."""


class ImportView(QDialog):
    """Takes files by drop, by dialog or by `start`; each is imported whole or not at all."""

    opened = Signal(str)
    """The uid of a result that was clicked."""
    finished_import = Signal()
    """Nothing is waiting or running any more, and the library has changed."""

    def __init__(self, library: Library, jobs: Jobs, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._jobs = jobs
        self._appearance = appearance
        self._rows: list[ImportRow] = []
        self._running: dict[ImportRow, JobHandle] = {}
        self._looking: list[JobHandle] = []
        self._changed = False
        self.setWindowTitle("Import monographs")
        self.setAcceptDrops(True)
        self.resize(680, 600)
        self.setMinimumSize(480, 400)
        self._zone = ImportDropZone(appearance)
        self._zone.chosen.connect(self.start)
        self._summary = QLabel()
        self._summary.setTextFormat(Qt.TextFormat.PlainText)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._cancel = QPushButton("Cancel import")
        self._close = QPushButton("Close")
        for button in (self._cancel, self._close):
            button.setAutoDefault(False)
        self._cancel.clicked.connect(self.cancel)
        self._close.clicked.connect(self.close)
        self._lay_out()
        appearance.changed.connect(self._dress)
        self._dress()
        self._tell()

    @property
    def rows(self) -> list[ImportRow]:
        """The report, in the order in which files were given."""
        return list(self._rows)

    @property
    def busy(self) -> bool:
        """Whether any file is waiting or being read."""
        return bool(self._running or self._looking)

    def start(self, paths: Iterable[Path]) -> None:
        """Import these files, and the files directly in these folders. More may be given while some are at work."""
        self._look(list(paths))
        self._tell()

    def cancel(self) -> None:
        """Stop. What is in the library already stays, of the rest nothing is kept."""
        for handle in (*self._looking, *self._running.values()):
            handle.cancel()

    def reject(self) -> None:
        """Esc stops a running import first."""
        if self.busy:
            self.cancel()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The import goes on behind the closed window; its report is there when it is opened again."""
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere on the window."""
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """See Qt."""
        event.acceptProposedAction()
        self.start(dropped_paths(event.mimeData()))

    def _look(self, paths: list[Path]) -> None:
        """Find out on a thread what is in folders: one on a slow share may take its time."""
        handle: JobHandle

        def found(files: list[_Found]) -> None:
            self._looking.remove(handle)
            storage_failed = threading.Event()
            for path, error in files:
                row = self._new_row(path)
                if error is None:
                    self._import(row, storage_failed, title=None)
                else:
                    self._fail(row, error)
            self._tell()

        def failed(error: Exception) -> None:
            self._looking.remove(handle)
            for path in paths:
                self._fail(self._new_row(path), error)

        handle = self._jobs.run(lambda control: _listed(paths, control), done=found, failed=failed, owner=self)
        self._looking.append(handle)

    def _new_row(self, path: Path) -> ImportRow:
        row = ImportRow(path, self._appearance)
        row.retry_wanted.connect(lambda title: self._import(row, threading.Event(), title=title))
        row.open_wanted.connect(self.opened)
        self._rows.append(row)
        self._list.addWidget(row)
        return row

    def _import(self, row: ImportRow, storage_failed: threading.Event, *, title: str | None) -> None:
        """`storage_failed` ends a batch: what cannot be stored now will not be for the next file either."""
        row.wait()

        def cancelled(control: JobControl) -> bool:
            return control.cancelled() or storage_failed.is_set()

        def work(control: JobControl) -> ImportOutcome:
            try:
                return self._library.import_file(
                    row.path, title=title, progress=control.progress, cancelled=lambda: cancelled(control)
                )
            except StorageError:
                # Set here and not where the failure is told: the next file begins before the window hears of this one.
                storage_failed.set()
                raise

        def done(outcome: ImportOutcome) -> None:
            self._changed |= outcome.status != "unchanged"
            self._running.pop(row, None)
            row.show_outcome(outcome)
            self._tell()

        def progressed(progress: Progress) -> None:
            row.show_progress(progress)

        self._running[row] = self._jobs.run(
            work, done=done, failed=lambda error: self._fail(row, error), progress=progressed, writes=True, owner=self
        )
        self._tell()

    def _fail(self, row: ImportRow, error: Exception) -> None:
        self._running.pop(row, None)
        row.show_failure(error if isinstance(error, UserError) else UserError(_defect(row.path)))
        self._tell()
        if not isinstance(error, UserError):
            self._jobs.unhandled.emit(error)

    def _tell(self) -> None:
        """The line at the foot: how many are done, and what of them came."""
        over = sum(row.over for row in self._rows)
        self._progress.setVisible(self.busy)
        self._progress.setRange(0, len(self._rows) if self._rows and not self._looking else 0)
        self._progress.setValue(over)
        self._cancel.setVisible(self.busy)
        self._close.setToolTip("The import goes on; its report is here when this window is opened again" * self.busy)
        self._report.setVisible(bool(self._rows))
        self._spacer.setVisible(not self._rows)
        self._summary.setText(self._words(over))
        if not self.busy and self._changed:
            self._changed = False
            # After the last row has been told: who listens may open a monograph or close this window.
            QTimer.singleShot(0, self, self.finished_import.emit)

    def _words(self, over: int) -> str:
        if self.busy:
            return f"{over} of {len(self._rows)} done" if self._rows else "Looking for files…"
        if not self._rows:
            return ""
        counts: dict[str, int] = {}
        for row in self._rows:
            word = (
                row.outcome.status if row.outcome else "stopped" if isinstance(row.error, CancelledError) else "failed"
            )
            counts[word] = counts.get(word, 0) + 1
        order = ("new", "updated", "unchanged", "failed", "stopped")
        words = {"failed": "not imported"}
        return ", ".join(f"{counts[word]} {words.get(word, word)}" for word in order if word in counts)

    def _lay_out(self) -> None:
        self._words_labels = [QLabel(text) for text in _EXPLANATION]
        self._report = QScrollArea()
        self._report.setWidgetResizable(True)
        self._report.setFrameShape(QScrollArea.Shape.NoFrame)
        self._report.setAccessibleName("Report")
        content = QWidget()
        content.setObjectName("surface")
        outer = QVBoxLayout(content)
        outer.setContentsMargins(0, 0, 0, 0)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        outer.addLayout(self._list)
        outer.addStretch(1)
        self._report.setWidget(content)
        self._spacer = QWidget()
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._summary)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(6)
        for label in self._words_labels:
            label.setWordWrap(True)
            layout.addWidget(label)
        layout.addSpacing(6)
        layout.addWidget(self._zone)
        layout.addSpacing(6)
        layout.addWidget(self._report, 1)
        layout.addWidget(self._spacer, 1)
        layout.addWidget(self._progress)
        layout.addLayout(foot)

    def _dress(self) -> None:
        theme = self._appearance.theme
        first, *rest = self._words_labels
        first.setStyleSheet(f"color: {theme.text}; font-size: 20px; font-weight: 600;")
        for label in rest:
            label.setStyleSheet(f"color: {theme.text}; font-size: 13px;")
        rest[-1].setStyleSheet(f"color: {theme.text2}; font-size: 13px;")
        self._summary.setStyleSheet(f"color: {theme.text2}; font-size: 12px;")


def _listed(paths: list[Path], control: JobControl) -> list[_Found]:
    found: list[_Found] = []
    for path in paths:
        control.check()
        try:
            found += [(file, None) for file in files_in(path)]
        except UserError as error:
            found.append((path, error))
    return found


def _defect(path: Path) -> str:
    return f"{path.name} was not imported because of a fault in Materia, which was recorded. Nothing of it was kept."
