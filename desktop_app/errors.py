"""What can go wrong for a user, as opposed to what is a defect of Materia."""

from __future__ import annotations


class UserError(Exception):
    """Something the user can understand and act on.

    `str(error)` is one sentence or two in the user's words: what happened, then what to do next.
    The command line prints it after `materia: ` and exits with 1; the window shows it in its notice bar.
    Everything else that is raised is a defect: logged with its traceback, never swallowed.
    """


class UnreadableInputError(UserError):
    """A file is not what it claims to be, is too large, or cannot be read."""


class TitleUnknownError(UserError):
    """The text does not plainly say which drug it is about."""


class NotFoundError(UserError):
    """A name, section, bookmark or file that does not exist."""


class StorageError(UserError):
    """The data folder cannot be used: read-only, full, locked, damaged, or written by a newer Materia."""


class DamagedError(StorageError):
    """A file of the data folder is damaged or is another program's: a copy can be put in its place."""


class GoneError(StorageError):
    """A file of the data folder that was there is missing or empty: a copy can be put in its place, or a new one."""


class NoLocksError(StorageError):
    """The folder knows no locks, so that nothing can be written safely; what is there can be read."""


class CancelledError(UserError):
    """The user stopped the work; nothing of it was kept."""
