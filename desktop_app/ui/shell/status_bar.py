"""The foot of the window: how much there is, whether it can be searched, that nothing is online; keys and text size."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.elided_label import ElidedLabel
from desktop_app.ui.parts.plain_tooltip import plain_tooltip

HEIGHT = 28


class StatusBar(QWidget):
    """Words only; whatever happens is said in notices."""

    keys_wanted = Signal()
    normal_size_wanted = Signal()
    import_wanted = Signal()
    """What is told of an import was clicked."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._monographs: int | None = None
        self._index = "Index not ready yet"
        self._work = ""
        self.setObjectName("statusBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self._words = ElidedLabel(parent=self, whole_words=True)
        self._trouble = QLabel(self)
        self._trouble.setObjectName("trouble")
        self._trouble.hide()
        self._import = _Button("", "Show the import", self)
        self._import.setObjectName("import")
        self._import.clicked.connect(self.import_wanted)
        self._import.hide()
        self._keys = _Button("F1  Keys", "All keys (F1)", self)
        self._size = _Button("", "Text size. Click: 100 % (Ctrl+0)", self)
        self._keys.clicked.connect(self.keys_wanted)
        self._size.clicked.connect(self.normal_size_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 1, 8, 0)
        layout.setSpacing(0)
        layout.addWidget(self._words)
        layout.addWidget(self._trouble)
        layout.addWidget(self._import)
        layout.addStretch(1)
        layout.addWidget(self._keys)
        layout.addWidget(self._size)
        appearance.changed.connect(self._restyle)
        self._restyle()

    @property
    def words(self) -> str:
        """What stands at the left."""
        return self._words.text()

    def set_monographs(self, count: int) -> None:
        """How many monographs the library holds."""
        self._monographs = count
        self._tell()

    def set_index(self, words: str) -> None:
        """How the index stands, such as `Index ready`."""
        self._index = words
        self._tell()

    def set_work(self, words: str) -> None:
        """What is being done in the background; empty when nothing is."""
        self._work = words
        self._tell()

    def set_trouble(self, words: str, why: str = "") -> None:
        """That nothing can be kept for now, and why; empty when it can."""
        self._trouble.setText(words)
        self._trouble.setToolTip(plain_tooltip(why))
        self._trouble.setVisible(bool(words))

    @property
    def trouble(self) -> str:
        """What is said of things that cannot be kept."""
        return self._trouble.text()

    def set_import(self, words: str) -> None:
        """How an import is going, which leads to it; empty when none is."""
        self._import.setText(words)
        self._import.setVisible(bool(words))

    @property
    def import_words(self) -> str:
        """What is told of an import."""
        return "" if self._import.isHidden() else self._import.text()

    def _tell(self) -> None:
        count = self._monographs
        parts = [] if count is None else ["1 monograph" if count == 1 else f"{count:,} monographs"]
        parts += [self._work or self._index, "Offline"]
        self._words.setText("  ·  ".join(parts))

    def _restyle(self) -> None:
        theme = self._appearance.theme
        self._size.setText(f"Text {round(self._appearance.zoom * 100)} %")
        self.setStyleSheet(
            f"QLabel, QToolButton {{ color: {theme.text2}; font-size: 12px; }} QToolButton {{ padding: 0 4px; }}"
            f"#trouble {{ color: {theme.amber}; font-weight: 600; margin-left: 10px; }}"
            f"#import {{ color: {theme.accent}; font-weight: 600; margin-left: 10px; }}"
        )
        self._tell()


class _Button(QToolButton):
    def __init__(self, text: str, tooltip: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setToolTip(tooltip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(24)
