"""Why a monograph is here: the file that brought it, its versions, what did not make it in; all of it to be copied."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from desktop_app.services.library.account import Account, Block, account_text, blocks_of
from desktop_app.ui.look.appearance import Appearance

_VERSION = "version:"


class LibraryDetails(QDialog):
    """The account of one monograph."""

    version_wanted = Signal(str, int)
    """Uid and number of an older version that is to be read."""

    def __init__(self, account: Account, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._account = account
        self._appearance = appearance
        self.setWindowTitle(f"Where {account.summary.title} came from")
        self.setMinimumWidth(440)
        self.resize(760, 600)
        self._title = QLabel(account.summary.title)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setAccessibleName(self.windowTitle())
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.anchorClicked.connect(self._follow)
        self.copy_button = QPushButton("Copy")
        self.copy_button.setToolTip("Copy all of this as text")
        self.copy_button.clicked.connect(self._copy)
        close = QPushButton("Close")
        close.clicked.connect(self.accept)
        for button in (self.copy_button, close):
            button.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.copy_button)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(self._title)
        layout.addWidget(self.text, 1)
        layout.addLayout(foot)
        appearance.changed.connect(self._dress)
        self._dress()
        close.setFocus()

    def _dress(self) -> None:
        theme = self._appearance.theme
        self._title.setStyleSheet(f"color: {theme.text}; font-size: 20px; font-weight: 600;")
        self.text.document().setDefaultFont(self._appearance.font(13))
        self.text.document().setDocumentMargin(0)
        self.text.document().setDefaultStyleSheet(
            f"h4 {{ font-size: 14px; font-weight: 600; color: {theme.text}; margin-top: 14px; margin-bottom: 4px; }}"
            f"td {{ padding: 2px 16px 2px 0; color: {theme.text}; }} td.name {{ color: {theme.text2}; }}"
            f"a {{ color: {theme.accent}; text-decoration: none; font-weight: 600; }}"
        )
        self.text.setHtml("".join(_html(block) for block in blocks_of(self._account)))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(account_text(self._account))
        self.copy_button.setText("Copied")

    def _follow(self, link: QUrl) -> None:
        if link.toString().startswith(_VERSION):
            self.version_wanted.emit(self._account.summary.uid, int(link.toString().removeprefix(_VERSION)))
            self.accept()


def _html(block: Block) -> str:
    rows = []
    for line in block.lines:
        opens = f' &nbsp; <a href="{_VERSION}{line.version}">Read it</a>' if line.version is not None else ""
        if line.value:
            name = f'<td class="name" width="150">{escape(line.name)}</td>'
            rows.append(f"<tr>{name}<td>{escape(line.value)}{opens}</td></tr>")
        else:
            rows.append(f'<tr><td colspan="2">{escape(line.name)}</td></tr>')
    return f'<h4>{escape(block.heading)}</h4><table width="100%" cellspacing="0">{"".join(rows)}</table>'
