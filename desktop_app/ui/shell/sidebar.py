"""The left column: four tabs, of which all but the results are made when they are first looked at."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.shell.sidebar_tabs import SidebarTabs

TABS = {"results": "Results", "library": "Library", "bookmarks": "Bookmarks", "history": "History"}
NARROWEST = 272


class Sidebar(QWidget):
    """Shows one panel at a time."""

    tab_changed = Signal(str)

    def __init__(self, results: QWidget, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._panels: dict[str, QWidget] = {"results": results}
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(NARROWEST)
        self._tabs = SidebarTabs(appearance, self)
        self._tabs.setAccessibleName("Sidebar")
        for name, text in TABS.items():
            self._tabs.setTabData(self._tabs.addTab(text), name)
        self._line = QFrame(self)
        self._line.setFixedHeight(1)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(results)
        self._blank = QWidget(self)
        self._stack.addWidget(self._blank)
        tab_row = QHBoxLayout()
        tab_row.setContentsMargins(4, 0, 0, 0)
        tab_row.addWidget(self._tabs)
        tab_row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(tab_row)
        layout.addWidget(self._line)
        layout.addWidget(self._stack, 1)
        self._tabs.currentChanged.connect(self._show)
        appearance.changed.connect(self._restyle)
        self._restyle()

    @property
    def tab(self) -> str:
        """Name of the tab that is shown: a key of TABS."""
        name: str = self._tabs.tabData(self._tabs.currentIndex())
        return name

    def set_makers(self, makers: dict[str, Callable[[], QWidget]]) -> None:
        """How to make the panels that are not there yet; the one that is looked at is made at once."""
        self._makers = makers
        self._show()

    def show_tab(self, name: str) -> None:
        """Show a tab; an unknown name is ignored."""
        if name in TABS:
            self._tabs.setCurrentIndex(list(TABS).index(name))

    def panel(self, name: str) -> QWidget | None:
        """The panel of a tab, if it has been made."""
        return self._panels.get(name)

    def focus_panel(self) -> None:
        """Take the keyboard's focus into the panel."""
        panel = self._panels.get(self.tab)
        if panel is not None:
            panel.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show(self, _index: int = 0) -> None:
        name = self.tab
        panel = self._panels.get(name)
        if panel is None and name in self._makers:
            panel = self._makers[name]()
            self._panels[name] = panel
            self._stack.addWidget(panel)
        self._stack.setCurrentWidget(panel or self._blank)
        self.tab_changed.emit(name)

    def _restyle(self) -> None:
        self._line.setStyleSheet(f"background: {self._appearance.theme.line};")
