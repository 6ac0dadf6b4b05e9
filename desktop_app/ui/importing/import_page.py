"""Adding monographs: where they are to be had, what is being read, what came of it now and in former times."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.services.authoring import write_template
from desktop_app.services.importing.job import ImportProgress, ImportRequest, UnfinishedJob
from desktop_app.services.importing.page_archives import archives_among
from desktop_app.ui.importing.format_guide_view import FormatGuide
from desktop_app.ui.importing.import_drop_zone import ImportDropZone, dropped_paths
from desktop_app.ui.importing.import_progress_card import ImportProgressCard
from desktop_app.ui.importing.import_queue import ImportQueue
from desktop_app.ui.importing.interrupted_import import InterruptedImport
from desktop_app.ui.importing.page_choice import PageChoice
from desktop_app.ui.importing.past_imports import PastImports
from desktop_app.ui.importing.report_view import ReportView
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.row_painting import SIDE
from desktop_app.ui.shell.jobs import Jobs
from desktop_app.ui.shell.sidebar_tabs import GAP, SidebarTabs

if TYPE_CHECKING:
    from desktop_app.services.importing.report import ImportReport
    from desktop_app.services.library.library import Library

_ADD, _REPORT, _PAST = range(3)
_WIDEST = 860
_SIDES = (56, 24)
"""Left of the text in a wide pane and in a narrow one."""
_NARROW_BELOW = 760
_LOOKED_EVERY_MS = 1000


class ImportPage(QWidget):
    """Stands in the reading pane. What it starts goes on without it."""

    opened = Signal(str)
    """The uid of a document of a report."""
    closed = Signal()
    take_out_wanted = Signal(int)
    """The number of an import, to take out again what it brought."""
    told = Signal(str)
    """Something to be said."""
    failed = Signal(object)
    """An exception."""
    link_clicked = Signal(str)
    """To be opened outside of Materia."""
    go_on_wanted = Signal(object)
    leave_wanted = Signal(object)
    """An `UnfinishedJob`."""

    def __init__(
        self,
        library: Library,
        queue: ImportQueue,
        jobs: Jobs,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._queue = queue
        self._jobs = jobs
        self._appearance = appearance
        self._pending: list[Path] = []
        self._failed = 0
        self._followed = 0
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.setWindowTitle("Add monographs")
        self._title = QLabel(self.windowTitle())
        self.close_button = QToolButton()
        self.close_button.setToolTip("Close (Esc). An import goes on.")
        self.close_button.setAccessibleName("Close this page")
        self.tabs = SidebarTabs(appearance)
        self.tabs.setAccessibleName("Import")
        for text in ("Add", "Report", "Past imports"):
            self.tabs.addTab(text)
        self.card = ImportProgressCard(queue, appearance)
        self.zone = ImportDropZone(appearance)
        self.question = PageChoice(appearance)
        self.guide = FormatGuide(appearance)
        self.report = ReportView(library, jobs, appearance)
        self.past = PastImports(library, jobs, appearance)
        self._looks = QTimer(self, singleShot=True)
        self._looks.setInterval(_LOOKED_EVERY_MS)
        self._lay_out()
        self._connect()
        appearance.changed.connect(self._dress)
        self._dress()
        self._follow()

    def start(self, paths: Sequence[Path]) -> None:
        """Import these; of archives of pages it is asked first which pages."""
        given = list(paths)

        def looked(archives: list[Path]) -> None:
            if archives:
                self._ask(given, archives)
            else:
                self._begin(given, {})

        self._jobs.run(
            lambda control: archives_among(given, control.check), done=looked, failed=self.failed.emit, owner=self
        )

    def show_add(self) -> None:
        """Where files are chosen."""
        self.tabs.setCurrentIndex(_ADD)

    def show_report(self) -> None:
        """What is running, or what ran last."""
        self.tabs.setCurrentIndex(_REPORT)

    def show_past(self) -> None:
        """All that ran."""
        self.tabs.setCurrentIndex(_PAST)

    def take_focus(self) -> None:
        """The keyboard goes to what is most likely wanted here."""
        if self.tabs.currentIndex() == _ADD and self.question.isHidden():
            self.zone.files_button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.tabs.currentIndex() != _ADD:
            self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_interrupted(self, jobs: Sequence[UnfinishedJob]) -> None:
        """Offer to go on with these."""
        while (item := self._interrupted.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for job in jobs:
            offer = InterruptedImport(job, self._appearance)
            offer.go_on_wanted.connect(self.go_on_wanted)
            offer.leave_wanted.connect(self.leave_wanted)
            self._interrupted.addWidget(offer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the page."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Less room at the sides of a narrow pane."""
        super().resizeEvent(event)
        side = _SIDES[event.size().width() < _NARROW_BELOW]
        self._row.setContentsMargins(side - SIDE, 0, _SIDES[1] - SIDE, 0)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere on the page."""
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """See Qt."""
        event.acceptProposedAction()
        self.start(dropped_paths(event.mimeData()))

    def _ask(self, paths: list[Path], archives: list[Path]) -> None:
        self._pending += paths
        self.tabs.setCurrentIndex(_ADD)
        self.question.show()
        self.question.ask(archives)
        self._scroll.verticalScrollBar().setValue(0)

    def _answered(self, choice: dict[str, Any]) -> None:
        paths, self._pending = self._pending, []
        self.question.hide()
        self._begin(paths, choice)

    def _declined(self) -> None:
        self._pending = []
        self.question.hide()
        self.take_focus()

    def _begin(self, paths: Sequence[Path], choice: dict[str, Any], title: str | None = None) -> None:
        self._queue.add(ImportRequest.of(paths, title=title, **choice))
        self.tabs.setCurrentIndex(_REPORT)

    def _retry(self, path: Path, title: str) -> None:
        self._begin([path], {}, title)

    def _follow(self) -> None:
        """An import began, ended or was held."""
        queue = self._queue
        self._under_card.setVisible(queue.running)
        there = queue.running or self.report.report is not None
        self.tabs.setTabEnabled(_REPORT, there)
        self.tabs.setTabToolTip(_REPORT, "" if there else "Nothing was imported since Materia was started")
        if queue.running and queue.number != self._followed:
            self._followed = queue.number
            self._failed = 0
            self.report.show_running(queue.job_id, queue.paths)

    def _progressed(self, progress: ImportProgress) -> None:
        """What has failed is listed while the import goes on, but not at every single one."""
        self.report.tell_failed(progress.failed)
        if progress.failed != self._failed and not self._looks.isActive():
            self._looks.start()

    def _look(self) -> None:
        """What has failed is stored some time after it was told, so it may take more than one look."""
        self.report.look_again(self._queue.job_id)
        self._failed = self.report.model.rowCount()

    def show_finished(self, report: ImportReport) -> None:
        """What came of an import, which may have ended before there was this page."""
        self._looks.stop()
        self.report.show_report(report)
        self._refresh_past()
        self._follow()

    def _tab_changed(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self._refresh_past()

    def _refresh_past(self) -> None:
        if self.tabs.currentIndex() == _PAST:
            self.past.load(self._queue.job_id)

    def _choose_past(self, report: ImportReport) -> None:
        self.report.show_report(report)
        self.tabs.setTabEnabled(_REPORT, True)  # noqa: FBT003 - Qt's own
        self.tabs.setCurrentIndex(_REPORT)
        self.report.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _write_template(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Begin a monograph of your own", "New drug.md", "Materia monographs (*.md)"
        )
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix else path.with_suffix(".md")

        def write(_: object) -> Path:
            path.unlink(missing_ok=True)  # the file dialog has asked
            return write_template(path.stem.strip() or "New drug", path)

        self._jobs.run(
            write,
            done=lambda path: self.told.emit(f"Fill in {path} with any text editor, then add it here."),
            failed=self.failed.emit,
            owner=self,
        )

    def _connect(self) -> None:
        self.zone.chosen.connect(self.start)
        self.question.answered.connect(self._answered)
        self.question.declined.connect(self._declined)
        self.guide.link_clicked.connect(self.link_clicked)
        self.guide.template_wanted.connect(self._write_template)
        self.close_button.clicked.connect(self.closed)
        self.tabs.currentChanged.connect(self._tab_changed)
        self.report.opened.connect(self.opened)
        self.report.retry_wanted.connect(self._retry)
        self.report.take_out_wanted.connect(self.take_out_wanted)
        self.report.told.connect(self.told)
        self.report.failed.connect(self.failed)
        self.past.chosen.connect(self._choose_past)
        self.past.failed.connect(self.failed)
        self._queue.changed.connect(self._follow)
        self._queue.progressed.connect(self._progressed)
        self._queue.finished.connect(self.show_finished)
        self._looks.timeout.connect(self._look)

    def _lay_out(self) -> None:
        self.question.hide()
        self._interrupted = QVBoxLayout()
        self._interrupted.setSpacing(8)
        adding = QWidget()
        adding.setObjectName("surface")
        column = QVBoxLayout(adding)
        column.setContentsMargins(SIDE, 0, SIDE, 24)
        column.setSpacing(12)
        column.addLayout(self._interrupted)
        column.addWidget(self.question)
        column.addWidget(self.zone)
        column.addWidget(self.guide)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(adding)
        self._stack = QStackedWidget()
        for page in (self._scroll, self.report, self.past):
            self._stack.addWidget(page)
        head = QHBoxLayout()
        head.setContentsMargins(SIDE, 0, SIDE, 0)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.close_button)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(SIDE - GAP // 2, 0, 0, 0)
        tabs.addWidget(self.tabs)
        tabs.addStretch(1)
        self._line = QFrame()
        self._line.setFixedHeight(1)
        inner = QWidget()
        inner.setMaximumWidth(_WIDEST + 2 * SIDE)
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(0, 20, 0, 12)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addLayout(tabs)
        layout.addLayout(_inset(self._line))
        layout.addSpacing(16)
        layout.addLayout(_inset(self.card))
        self._under_card = QWidget()
        self._under_card.setFixedHeight(16)
        layout.addWidget(self._under_card)
        layout.addWidget(self._stack, 1)
        self._row = QHBoxLayout(self)
        self._row.addWidget(inner, 100)
        self._row.addStretch(1)

    def _dress(self) -> None:
        theme = self._appearance.theme
        self._title.setStyleSheet("font-size: 28px; font-weight: 600;")
        self._line.setStyleSheet(f"background: {theme.line};")
        self.close_button.setIcon(self._appearance.icon("close"))


def _inset(widget: QWidget) -> QHBoxLayout:
    """In line with the words of lists, whose rows reach further to both sides."""
    layout = QHBoxLayout()
    layout.setContentsMargins(SIDE, 0, SIDE, 0)
    layout.addWidget(widget)
    return layout
