"""Copies of the user's own data: made by themselves, kept for a month, and put back on request."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from desktop_app.errors import NotFoundError, StorageError
from desktop_app.services.clock import Clock, system_clock
from desktop_app.services.data_folder import BACKUPS, USER_DATABASE
from desktop_app.services.files import reason_of
from desktop_app.store.aside import put_aside
from desktop_app.store.copies import UNFINISHED, opened
from desktop_app.store.private import close_to_others, make_private_folder
from desktop_app.store.user.schema import USER
from desktop_app.store.user.store import NOUN, UserStore

DAILY_KEPT = 7
WEEKLY_KEPT = 4
OTHERS_KEPT = 5
_DUE = timedelta(days=1)
_NAME = re.compile(r"user-(?:(?P<number>\d{6,})-)?(?P<at>\d{8}T\d{6}Z)(?:-(?P<same>\d+))?-(?P<reason>[a-z-]+)\.db")
"""`user-000012-20260301T080000Z-automatic.db`; an older Materia wrote no number before the time, but one after it."""


class Reason(StrEnum):
    """Why a copy was made."""

    AUTOMATIC = "automatic"
    BEFORE_RESTORE = "before-restore"
    ASKED_FOR = "asked-for"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the user's data."""

    path: Path
    at: datetime
    reason: Reason
    order: tuple[int, ...]
    """Grows from copy to copy, whatever the clock says: it may have been set back."""


class Backup:
    """The copies in one data folder."""

    def __init__(self, folder: Path, store: UserStore, *, clock: Clock = system_clock) -> None:
        self._folder = folder / BACKUPS
        self._store = store
        self._clock = clock

    def automatic(self) -> Copy | None:
        """At start: a copy when the last is older than a day, or from the future. None when not due."""
        if self._store.read_only:
            return None
        last = next((copy for copy in self.copies() if copy.reason is Reason.AUTOMATIC), None)
        if last is not None and timedelta() <= self._clock() - last.at < _DUE:
            return None
        return self.make(Reason.AUTOMATIC)

    def make(self, reason: Reason = Reason.ASKED_FOR) -> Copy:
        """Copy the user's data now; raises StorageError."""
        copy = self._make(reason)
        self._rotate(copy)
        return copy

    def copies(self) -> list[Copy]:
        """What copies there are, the last made first."""
        return copies_in(self._folder.parent)

    def restore(self, copy: Copy) -> Copy:
        """Go back to a copy; answers the copy of what was there until now. Raises StorageError or NotFoundError."""
        if not copy.path.is_file():
            raise NotFoundError(f"The copy {copy.path} is not there any more.")
        kept = self._make(Reason.BEFORE_RESTORE)
        self._store.replace_with(copy.path)
        self._rotate(kept)  # not before: the copy itself may be the one that has to go
        return kept

    def _make(self, reason: Reason) -> Copy:
        try:
            make_private_folder(self._folder)
        except OSError as error:
            raise StorageError(f"No backup can be kept in {self._folder}: {reason_of(error)}.") from error
        at = self._clock().astimezone(UTC).replace(microsecond=0)
        number = max((copy.order[1] for copy in self.copies() if copy.order[0]), default=0) + 1
        name = f"user-{number:06}-{at:%Y%m%dT%H%M%SZ}-{reason.value}.db"
        copy = Copy(self._folder / name, at, reason, (1, number))
        self._store.copy_to(copy.path)
        return copy

    def _rotate(self, made: Copy) -> None:
        """Keep the last copy of each of the last days, of each of the weeks before them, and the last others.

        Last by the order in which they were made: days of the future, when the clock was wrong, go in their turn.
        """
        copies = self.copies()
        automatic = [copy for copy in copies if copy.reason is Reason.AUTOMATIC]
        days: dict[object, Copy] = {}
        weeks: dict[object, Copy] = {}
        for copy in automatic:
            days.setdefault(copy.at.date(), copy)
            weeks.setdefault(copy.at.isocalendar()[:2], copy)
        daily = list(days.values())[:DAILY_KEPT]
        weekly = [copy for copy in weeks.values() if copy not in daily][:WEEKLY_KEPT]
        others = [copy for copy in copies if copy.reason is not Reason.AUTOMATIC][:OTHERS_KEPT]
        for copy in copies:
            if copy not in daily + weekly + others and copy != made:
                copy.path.unlink(missing_ok=True)
            else:
                close_to_others(copy.path)
        for part in self._folder.glob(f".user-*{UNFINISHED}"):  # left by a Materia that was killed
            part.unlink(missing_ok=True)


def copies_in(data_folder: Path) -> list[Copy]:
    """The copies in a data folder, the last made first; also where its user data cannot be opened.

    Raises StorageError where the folder cannot be read.
    """
    found: list[Copy] = []
    folder = data_folder / BACKUPS
    try:
        paths = list(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise StorageError(f"The backups in {folder} cannot be read: {reason_of(error)}.") from error
    for path in paths:
        match = _NAME.fullmatch(path.name)
        if match is None or match["reason"] not in set(Reason):
            continue
        try:
            at = datetime.strptime(match["at"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        except ValueError:  # no moment: another program's name, or one made up
            continue
        numbered = match["number"] is not None
        order = (1, int(match["number"])) if numbered else (0, int(at.timestamp()), int(match["same"] or 0))
        found.append(Copy(path, at, Reason(match["reason"]), order))
    return sorted(found, key=lambda copy: copy.order, reverse=True)


def replace_damaged(data_folder: Path, copy: Copy, *, clock: Clock = system_clock) -> Path:
    """Put a copy in the place of user data that cannot be opened; answers where the damaged file was moved to.

    For the case in which `Backup`, which needs the data open, cannot be had. No window may be using the data.
    """
    with opened(copy.path, USER, NOUN):
        pass  # only what is sound takes the place of anything
    live = data_folder / USER_DATABASE
    aside = put_aside(live, clock())
    store = UserStore(live)
    try:
        store.replace_with(copy.path)
    finally:
        store.close()
    return aside
