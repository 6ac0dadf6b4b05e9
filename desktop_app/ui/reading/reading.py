"""Opening places: from a hit, a bookmark, the history or the library to a section on the screen, and back again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Section
from desktop_app.render.section_parts import SectionParts, section_parts
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.outside import open_outside
from desktop_app.ui.search.searching import Hits, Searching
from desktop_app.ui.shell.jobs import JobControl, JobHandle, Jobs
from desktop_app.ui.shell.places import Place, Places
from desktop_app.ui.shell.services import Services

if TYPE_CHECKING:
    from PySide6.QtCore import QSize
    from PySide6.QtGui import QImage

    from desktop_app.services.bookmarks import Bookmark, Bookmarks, Passage
    from desktop_app.services.library.library import Library
    from desktop_app.ui.reading import margin_column
    from desktop_app.ui.reading.monograph_view import MonographView

_FORMER_REFERENCES = "references"
"""How the history of earlier versions names the list of references."""
VISITED_AFTER_MS = 800
"""A section that is only passed on the way to another is no visit."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place to open, and how."""

    uid: str
    section: str | None = None
    """None: the monograph's first."""
    first_hit: bool = False
    scroll: int | None = None
    bookmark: Bookmark | None = None
    travelling: bool = False
    """By back or forward, or restored: no new place."""
    take_focus: bool = False
    version: int | None = None
    """One of the kept versions instead of the present one; back and forward lead to the present one."""
    quietly: bool = False
    """Where something else fills the pane, it stays."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """The bookmarks of one monograph: passages by key of their section, and those of whole sections."""

    passages: dict[str, list[Passage]]
    sections: list[tuple[str, Bookmark]]
    """By the key that the section has in this version."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    monograph: Monograph
    hits: Hits
    kept: _Kept
    marked_for: str
    section: str | None
    span: tuple[int, int] | None
    lost: bool
    """The bookmarked place is not in this version of the monograph."""
    parts: dict[str, SectionParts]
    """Of its sections, by key."""


class Reading(QObject):
    """Loads off the GUI thread, shows on it, and keeps the history of places. The view is made when first needed."""

    place_changed = Signal()
    shown = Signal(object)
    """The Monograph that is now open, or None."""
    hits_changed = Signal(bool)
    """Whether there are hits to walk."""
    not_recorded = Signal(object)
    """That a view could not be kept in the history: an error."""
    visited = Signal()
    """The history has a new view."""
    scrolled = Signal()
    bookmarks_shown = Signal()
    """Another section, or other bookmarks: `section_bookmarked` may be another."""
    told = Signal(str)
    """Something to tell the user quietly."""
    failed = Signal(object)

    def __init__(self, host: QStackedWidget, appearance: Appearance, jobs: Jobs, searching: Searching) -> None:
        super().__init__(host)
        self._host = host
        self._appearance = appearance
        self._jobs = jobs
        self._searching = searching
        self._services: Services | None = None
        self._view: MonographView | None = None
        self._places = Places()
        self._loading: JobHandle | None = None
        self._on_its_way: Wanted | None = None
        self._version: int | None = None
        self._opening = False
        self._marked_for = ""
        self._has_hits = False
        self._kept_sections: frozenset[str] = frozenset()
        self._popup = True
        self._visit_timer = QTimer(self, singleShot=True)
        self._visit_timer.setInterval(VISITED_AFTER_MS)
        self._visit_timer.timeout.connect(self._record_visit)
        searching.marked.connect(self._show_hits)
        searching.cleared.connect(lambda: self._show_hits(self.uid, {}))

    def use(self, services: Services) -> None:
        """Take the services, which come after the first paint."""
        self._services = services

    # -- what is open

    @property
    def view(self) -> MonographView | None:
        """The reading pane, once something was opened."""
        return self._view

    @property
    def monograph(self) -> Monograph | None:
        """What is open."""
        return self._view.monograph if self._view is not None else None

    @property
    def uid(self) -> str:
        """Of what is open; empty when nothing is."""
        return self.monograph.uid if self.monograph is not None else ""

    @property
    def place(self) -> Place | None:
        """Where the reader is, as far as it is scrolled now."""
        if self._view is None or self._view.monograph is None:
            return None
        return Place(self._view.monograph.uid, self._view.section_key or "", self._view.scroll_position())

    @property
    def has_hits(self) -> bool:
        """Whether there are hits to walk: of the search, or found in the section."""
        return self._has_hits or (self._view is not None and self._view.hit_position[1] > 0)

    @property
    def section_bookmarked(self) -> bool:
        """Whether the open section is bookmarked as a whole."""
        place = self.place
        return place is not None and place.section in self._kept_sections

    @property
    def window_title(self) -> str:
        """Section and monograph, as the task bar and a screen reader name the window."""
        monograph, place = self.monograph, self.place
        if monograph is None or place is None:
            return "Materia"
        section = monograph.section(place.section)
        return " – ".join([*([section.title] if section else []), monograph.title, "Materia"])

    @property
    def can_go_back(self) -> bool:
        """Whether there is an earlier place."""
        return self._places.can_go_back

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a later place."""
        return self._places.can_go_forward

    @property
    def loading(self) -> bool:
        """Whether a place is on its way to the screen."""
        return self._loading is not None

    # -- going somewhere

    def open(self, wanted: Wanted) -> None:
        """Go to a place. A newer request takes the place of one that is still on its way."""
        if self._services is None:
            return
        if self._loading is not None:
            self._loading.drop()
        services, searching, key = self._services, self._searching, self._searching.marking_key

        def work(_: JobControl) -> _Loaded:
            monograph = _opened(services.library, wanted)
            kept = _kept(services.bookmarks, monograph)
            section, span, lost = wanted.section, None, False
            if wanted.bookmark is not None:
                found = services.bookmarks.place(wanted.bookmark, monograph)
                lost = found is None
                if found is not None:
                    section = found[0] or None
                    span = None if found[1] is None else (found[1].start, found[1].end)
            hits = searching.hits_in(monograph)
            parts = {each.key: section_parts(each.html) for each in monograph.sections if _in_parts(each)}
            return _Loaded(monograph, hits, kept, key, section, span, lost, parts)

        def done(loaded: _Loaded) -> None:
            self._loading = self._on_its_way = None
            self._show(wanted, loaded)

        def failed(error: Exception) -> None:
            self._loading = self._on_its_way = None
            self._places.forget(wanted.uid)
            self.place_changed.emit()
            self.failed.emit(error)

        self._on_its_way = wanted
        self._loading = self._jobs.run(work, done=done, failed=failed, owner=self)

    def go_back(self) -> None:
        """To the place before."""
        self._remember_scroll()
        self._travel(self._places.back())

    def go_forward(self) -> None:
        """To the place after."""
        self._remember_scroll()
        self._travel(self._places.forward())

    def next_section(self) -> None:
        """To the next tab."""
        if self._view is not None:
            self._view.next_section()

    def previous_section(self) -> None:
        """To the tab before."""
        if self._view is not None:
            self._view.previous_section()

    def next_hit(self) -> None:
        """To the next hit."""
        if self._view is not None:
            self._view.next_hit()

    def previous_hit(self) -> None:
        """To the hit before."""
        if self._view is not None:
            self._view.previous_hit()

    def find_in_section(self) -> None:
        """Open the find bar."""
        if self._view is not None:
            self._view.show_find()

    def set_popup(self, shown: bool) -> None:
        """Whether a mark shows its reference when pointed at."""
        self._popup = shown
        if self._view is not None:
            self._view.popup_enabled = shown

    # -- keeping up

    def mark(self) -> None:
        """Mark what is searched for now in what is open."""
        if self.monograph is not None and self._marked_for != self._searching.marking_key:
            self._searching.mark(self.monograph)

    def refresh_passages(self) -> None:
        """Bookmarks or notes have changed."""
        if self._services is not None and self._view is not None and self._view.monograph is not None:
            self._keep(_kept(self._services.bookmarks, self._view.monograph))

    def _keep(self, kept: _Kept) -> None:
        assert self._view is not None
        self._kept_sections = frozenset(key for key, _ in kept.sections)
        self._view.set_passages(_for_margin(kept))
        self.bookmarks_shown.emit()

    def library_changed(self, uids: Sequence[tuple[str, bool]]) -> None:
        """Show the new version of what is open, unless an older one was asked for; close what was removed."""
        place = self.place
        for uid, removed in uids:
            if removed:
                self._places.forget(uid)
            if place is None or uid != place.uid:
                continue
            if removed:
                self.close()
                self.told.emit("The monograph that was open has been removed from the library.")
            elif self._on_its_way is not None:
                self.open(self._on_its_way)  # anew: it may have been read before the change
            else:
                again = Wanted(uid, place.section, scroll=place.scroll, travelling=True, quietly=True)
                self.open(replace(again, version=self._version))

    def close(self) -> None:
        """Show no monograph."""
        self._version = None
        if self._view is not None:
            self._view.clear()
        self._host.setCurrentIndex(0)
        self._visit_timer.stop()
        self.shown.emit(None)
        self.place_changed.emit()

    # -- inside

    def _travel(self, place: Place | None) -> None:
        if place is not None:
            self.open(Wanted(place.uid, place.section, scroll=place.scroll, travelling=True))
            self.place_changed.emit()

    def _show(self, wanted: Wanted, loaded: _Loaded) -> None:
        from desktop_app.ui.reading.monograph_view import REFERENCES

        view, services = self._made_view(), self._services
        assert services is not None
        if not wanted.travelling:
            self._remember_scroll()
        section = loaded.section
        if section and section != REFERENCES and loaded.monograph.section(section) is None:
            section = REFERENCES if section == _FORMER_REFERENCES else None
        self._opening = True
        self._version = wanted.version
        try:
            if view.monograph != loaded.monograph:
                view.show_monograph(loaded.monograph, today=services.today, section=section, parts=loaded.parts)
            self._keep(loaded.kept)
            view.set_hits(loaded.hits)
            key = section if section is not None else view.section_key or ""
            view.open_section(key, first_hit=wanted.first_hit, span=loaded.span, scroll=wanted.scroll)
        finally:
            self._opening = False
        self._marked_for = loaded.marked_for
        self._has_hits = bool(loaded.hits)
        if not wanted.quietly:
            self._host.setCurrentWidget(view)
        if wanted.take_focus:
            view.focus_text()
        self._arrived(new=not wanted.travelling)
        self.shown.emit(loaded.monograph)
        self.hits_changed.emit(self.has_hits)
        if loaded.lost:
            self.told.emit("The bookmarked passage is not in this version of the monograph any more.")

    def _arrived(self, *, new: bool) -> None:
        place = self.place
        if place is not None and (new or self._places.here is None):
            self._places.go(place)
        self._visit_timer.start()
        self.place_changed.emit()

    def _section_opened(self, _key: str) -> None:
        if not self._opening:
            self._arrived(new=True)

    def _remember_scroll(self) -> None:
        place, here = self.place, self._places.here
        if place is not None and here is not None and (place.uid, place.section) == (here.uid, here.section):
            self._places.scrolled(place.scroll)

    def _record_visit(self) -> None:
        services, monograph, place = self._services, self.monograph, self.place
        if services is None or monograph is None or place is None or services.user.read_only:
            return
        self._jobs.run(
            lambda _: services.history.visit(monograph, place.section),
            done=lambda _: self.visited.emit(),
            failed=self.not_recorded.emit,
            owner=self,
        )

    def _show_hits(self, uid: str, hits: Hits) -> None:
        if self._view is None or uid != self.uid or not uid:
            return
        self._view.set_hits(hits)
        self._marked_for = self._searching.marking_key
        self._has_hits = bool(hits)
        self.hits_changed.emit(self.has_hits)

    def _picture(self, sha256: str) -> bytes | None:
        picture = self._services.library.media(sha256) if self._services is not None else None
        return None if picture is None else picture.data

    def _decode(self, data: bytes, largest: QSize, done: Callable[[QImage | None], None], owner: QObject) -> None:
        from desktop_app.ui.parts.pictures import decoded

        self._jobs.run(lambda _: decoded(data, largest), done=done, failed=self.failed.emit, owner=owner)

    def _made_view(self) -> MonographView:
        if self._view is None:
            from desktop_app.ui.reading.monograph_view import MonographView

            view = MonographView(self._appearance, media=self._picture, decode=self._decode)
            view.popup_enabled = self._popup
            view.section_opened.connect(self._section_opened)
            view.hits_moved.connect(lambda _, __: self.hits_changed.emit(self.has_hits))
            view.external_link_requested.connect(open_outside)
            view.copied.connect(lambda _: self.told.emit("Copied."))
            view.reader.verticalScrollBar().valueChanged.connect(lambda _: self.scrolled.emit())
            self._host.addWidget(view)
            self._view = view
        return self._view


def _opened(library: Library, wanted: Wanted) -> Monograph:
    if wanted.version is None:
        return library.open(wanted.uid)
    from desktop_app.services.library.account import older_version

    return older_version(library, wanted.uid, wanted.version)


def _in_parts(section: Section) -> bool:
    """Whether a section may be shown in parts: not one in a box, which is a single cell of a table."""
    return section.kind is not Kind.BOXED_WARNING


def _kept(bookmarks: Bookmarks, monograph: Monograph) -> _Kept:
    whole = [bookmark for bookmark in bookmarks.of_monograph(monograph.uid) if bookmark.anchor is None]
    sections = [(place[0], each) for each in whole if (place := bookmarks.place(each, monograph)) is not None]
    return _Kept(bookmarks.passages(monograph), sections)


def _for_margin(kept: _Kept) -> dict[str, list[margin_column.Passage]]:
    from desktop_app.ui.reading.margin_column import Passage as Shown

    shown: dict[str, list[margin_column.Passage]] = {}
    for key, bookmark in kept.sections:
        shown.setdefault(key, []).append(Shown(0, 0, bookmark.note, bookmark.created[:10]))
    for key, passages in kept.passages.items():
        shown.setdefault(key, []).extend(
            Shown(passage.start, passage.end, passage.note, passage.created[:10], passage.exact) for passage in passages
        )
    return shown
