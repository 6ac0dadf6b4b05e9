"""Where the library comes from: every file that was imported, and the way to take it out again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.services.counting import counted
from desktop_app.services.library.library import Library
from desktop_app.store.library.values import Source
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.panels.sources_model import SourcesDelegate, SourcesModel
from desktop_app.ui.parts.empty_message import EmptyMessage
from desktop_app.ui.parts.filter_box import FilterBox
from desktop_app.ui.parts.rows_view import RowsView


class SourcesDialog(QDialog):
    """Says what is wanted; does not do it."""

    remove_wanted = Signal(object)
    """A `Source` whose monographs are to leave the library; what is restored again is `restore_wanted`."""
    restore_wanted = Signal(object)
    forget_wanted = Signal()
    """What was removed is to be deleted for good. It was asked whether that is meant."""
    import_wanted = Signal()

    def __init__(self, library: Library, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._appearance = appearance
        self._removed = 0
        self._busy = ""
        self.setWindowTitle("Sources of the library")
        self.resize(720, 560)
        self.setMinimumSize(480, 360)
        self._lead = _words("")
        self.filter_box = FilterBox("Filter by name, folder or hash", appearance)
        self._model = SourcesModel(self)
        self.view = RowsView("Sources")
        self.view.setUniformItemSizes(True)
        self.view.setModel(self._model)
        self.view.setItemDelegate(SourcesDelegate(appearance, self.view))
        self.view.remove_wanted.connect(lambda _: self._remove())
        self.message = EmptyMessage(appearance)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.message)
        self._stack.addWidget(self.view)
        self.about = _words("")
        self.about.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.remove_button = _button("Remove this source")
        self.forget_button = _button("Delete for good…")
        self._close_button = _button("Close")
        self.question = _words("")
        self.confirm_button = _button("Delete for good")
        self.keep_button = _button("Keep them")
        self._asking = QFrame()
        self._lay_out()
        self._connect()
        self._dress()
        self.load()
        self.filter_box.setFocus()

    @property
    def source(self) -> Source | None:
        """The file that is chosen."""
        return self._model.source(self.view.currentIndex())

    def load(self) -> None:
        """Read the list again; what is chosen stays so."""
        chosen = self.source
        self._model.set_rows(self._library.sources())
        self._removed = self._library.stats().removed
        index = self._model.index_of(chosen.id) if chosen is not None else self._model.index(0)
        self.view.setCurrentIndex(index)
        self._tell()

    def show_work(self, words: str) -> None:
        """Say what is being done, during which nothing else can be asked for; empty when it is over."""
        self._busy = words
        if words:
            self._asking.hide()
        self._tell()

    def _lay_out(self) -> None:
        self._asking.setObjectName("asking")
        asking = QHBoxLayout(self._asking)
        asking.setContentsMargins(12, 8, 8, 8)
        asking.addWidget(self.question, 1)
        asking.addWidget(self.confirm_button)
        asking.addWidget(self.keep_button)
        self._asking.hide()
        foot = QHBoxLayout()
        foot.addWidget(self.remove_button)
        foot.addWidget(self.forget_button)
        foot.addStretch(1)
        foot.addWidget(self._close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(10)
        for widget in (self._lead, self.filter_box):
            layout.addWidget(widget)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.about)
        layout.addWidget(self._asking)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.filter_box.textChanged.connect(self._filter)
        self.filter_box.list_wanted.connect(lambda: self.view.setFocus(Qt.FocusReason.TabFocusReason))
        self.view.selectionModel().currentChanged.connect(lambda *_: self._tell())
        self.message.pressed.connect(self.import_wanted)
        self.remove_button.clicked.connect(self._remove)
        self.forget_button.clicked.connect(self._ask)
        self.confirm_button.clicked.connect(self.forget_wanted)
        self.keep_button.clicked.connect(self._keep)
        self._close_button.clicked.connect(self.accept)
        self._appearance.changed.connect(self._dress)

    def _filter(self, text: str) -> None:
        self._model.set_filter(text)
        self.view.setCurrentIndex(self._model.index(0))
        self._tell()

    def _tell(self) -> None:
        source, total = self.source, self._model.total
        self._lead.setText(
            "These files were imported. Removing one takes out the monographs that it alone brought; "
            "that can be undone until they are deleted for good."
        )
        self._lead.setVisible(total > 0)
        self.filter_box.setVisible(total > 0)
        if not total:
            self.message.say(
                "Nothing was imported yet", "What comes with Materia is no file of yours.", "Add monographs…"
            )
        elif not self._model.rowCount():
            self.message.say("Nothing found", f"No source has “{self.filter_box.text().strip()}” in its name or hash.")
        self._stack.setCurrentIndex(1 if self._model.rowCount() else 0)
        self.about.setText(self._busy or (_about(source) if source is not None else ""))
        self.about.setVisible(bool(self.about.text()))
        back = source is not None and source.removed_at is not None
        self.remove_button.setText("Restore this source" if back else "Remove this source")
        writable = not self._library.read_only
        reason = "" if writable else "The library can only be read here"
        self.remove_button.setEnabled(source is not None and writable and not self._busy)
        self.remove_button.setToolTip(reason or ("" if back else "Can be undone"))
        self.forget_button.setEnabled(self._removed > 0 and writable and not self._busy)
        self.forget_button.setToolTip(
            reason or (f"{counted(self._removed, 'removed monograph')}" if self._removed else "Nothing was removed")
        )

    def _remove(self) -> None:
        source = self.source
        if source is not None and self.remove_button.isEnabled():
            (self.remove_wanted if source.removed_at is None else self.restore_wanted).emit(source)

    def _ask(self) -> None:
        many = counted(self._removed, "removed monograph")
        self.question.setText(
            f"Delete {many} for good, with all versions and pictures? This cannot be undone. "
            "To have them again, import their files again."
        )
        self._asking.show()
        self.keep_button.setFocus()

    def _keep(self) -> None:
        self._asking.hide()
        self.forget_button.setFocus()

    def _dress(self) -> None:
        theme = self._appearance.theme
        self._lead.setStyleSheet(f"color: {theme.text2}; font-size: 13px;")
        self.about.setStyleSheet(f"color: {theme.text2}; font-size: 12px;")
        self.question.setStyleSheet(f"color: {theme.text}; font-size: 13px;")
        self._asking.setStyleSheet(
            f"#asking {{ background: {theme.amber_fill}; border: 1px solid {theme.amber_border}; border-radius: 5px; }}"
        )
        self.view.viewport().update()


def _about(source: Source) -> str:
    lay = source.path or "Where it lay was not recorded"
    return f"{lay}\nSHA-256 {source.sha256}" if source.sha256 else lay


def _words(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    return button
