"""Databases that were there and are gone or empty: none is made anew in silence while something could be put back."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desktop_app.errors import DamagedError, GoneError, UserError
from desktop_app.services.backup import copies_in, replace_damaged
from desktop_app.services.clock import Clock, system_clock
from desktop_app.services.counting import counted
from desktop_app.services.data_folder import INDEX, LIBRARY_DATABASE, USER_DATABASE
from desktop_app.services.importing.lock import ImportLock
from desktop_app.services.window_lock import WindowLock
from desktop_app.store.access import folder_writable
from desktop_app.store.aside import put_aside
from desktop_app.store.library.salvage import sources_in
from desktop_app.store.library.store import LibraryStore
from desktop_app.store.user.bookmarks import BookmarkStore
from desktop_app.store.user.store import UserStore


@dataclass(frozen=True, slots=True)
class Loss:
    """What is known of a library that cannot be read."""

    error: UserError
    path: Path
    bookmarks: int
    """How many are safe."""
    sources: Sequence[str] = ()
    """Names of the files that it was made from, where they can still be read."""

    @property
    def is_lost(self) -> bool:
        """Whether a new library is the way on; a disk that fails or is full may work again."""
        return isinstance(self.error, DamagedError | GoneError)


def loss_of(folder: Path, user: UserStore | None, error: UserError) -> Loss:
    """What a window can say of a library that cannot be read."""
    bookmarks = 0
    if user is not None:
        with suppress(UserError):
            bookmarks = len(BookmarkStore(user).bookmarks())
    path = folder / LIBRARY_DATABASE
    return Loss(error, path, bookmarks, sources_in(path) if path.exists() else ())


def library_lost(folder: Path) -> GoneError | None:
    """What is to be said where a library was in use and none, or an empty file, stands in its place."""
    path = folder / LIBRARY_DATABASE
    how = _how_lost(path)
    if not how or not folder_writable(folder):
        return None
    traces = (folder / INDEX, folder / ImportLock.file_name)
    if not any(trace.exists() for trace in traces) and not any(folder.glob("library-*.db")):
        return None
    return GoneError(
        f"{path} {how}: the monographs were in it. Bookmarks and notes are in another file and are safe. Put a "
        "copy of the library in its place, or let `materia library new` start a new one and import the files again."
    )


def user_data_lost(folder: Path) -> GoneError | None:
    """What is to be said where there are backups of bookmarks and notes, and these themselves are gone."""
    path = folder / USER_DATABASE
    how = _how_lost(path)
    copies = copies_in(folder) if how and folder_writable(folder) else []
    if not copies:
        return None
    return GoneError(
        f"{path} {how}: bookmarks, notes, history and settings were in it. There {_are(len(copies))}, the last made "
        f"on {copies[0].at.astimezone():%Y-%m-%d at %H:%M}. `materia bookmark restore` goes back to it; with --anew it "
        "starts without bookmarks."
    )


def open_user_data(folder: Path) -> UserStore:
    """The user's data in a data folder. Raises GoneError where there was some and is none, and StorageError."""
    if (lost := user_data_lost(folder)) is not None:
        raise lost
    return UserStore(folder / USER_DATABASE)


def new_library(folder: Path, *, clock: Clock = system_clock) -> Path | None:
    """Start a new library in the place of one that is damaged or gone; answers where the damaged one is kept.

    Raises UserError where there is one that can be read.
    """
    path = folder / LIBRARY_DATABASE
    aside = None
    if path.exists():
        if not _how_lost(path) and _is_sound(path):
            raise UserError(f"{path} can be read: there is no need for a new library.")
        aside = put_aside(path, clock())
    LibraryStore(path).close()
    return aside


def new_user_data(folder: Path, *, clock: Clock = system_clock) -> None:
    """Start without bookmarks and notes where they are gone or damaged; what there is of them is kept beside."""
    path = folder / USER_DATABASE
    if path.exists():
        put_aside(path, clock())
    UserStore(path).close()


def restore_user_data(folder: Path, *, anew: bool = False) -> str:
    """Go back to the last backup, or start without one, where bookmarks and notes are damaged or gone; answers what
    was done, in a sentence. Raises UserError where they can be read, or there is no backup."""
    with WindowLock(folder):
        try:
            open_user_data(folder).close()
        except (DamagedError, GoneError):
            pass
        else:
            raise UserError(
                "Bookmarks and notes can be read. To go back to an older state of them, choose a backup in the window."
            )
        if anew:
            new_user_data(folder)
            return "There are no bookmarks and notes now. The backups are still there."
        copies = copies_in(folder)
        if not copies:
            raise UserError(f"There is no backup in {folder}. `materia bookmark restore --anew` starts without.")
        replace_damaged(folder, copies[0])
    return f"Bookmarks and notes are as they were on {copies[0].at.astimezone():%Y-%m-%d at %H:%M}."


def _how_lost(path: Path) -> str:
    try:
        return "" if path.stat().st_size else "has been emptied"
    except FileNotFoundError:
        return "is gone"
    except OSError:
        return ""


def _is_sound(path: Path) -> bool:
    try:
        LibraryStore(path, read_only=True).close()
    except DamagedError:
        return False
    return True


def _are(count: int) -> str:
    return f"{'is' if count == 1 else 'are'} {counted(count, 'backup')} of them"
