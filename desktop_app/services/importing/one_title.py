"""The title that a user gives with an import is that of one document. Under it, another drug's would be read as its."""

from __future__ import annotations

from desktop_app.errors import UserError
from desktop_app.importers.items import Imported
from desktop_app.services.importing.workers import Outcome, Task


class OneTitle:
    """Sees to it that of all the documents of an import only one gets the title."""

    def __init__(self, title: str | None, *, taken: bool = False) -> None:
        """`taken`: before the import was interrupted, a document got it."""
        self._title = title
        self._sha256: str | None = "" if taken else None
        """Of the document that has it; empty where it is not known any more."""

    def checked(self, task: Task, outcome: Outcome) -> Outcome:
        """What the task became, or that it cannot have the title; a copy of the document that has it may."""
        if self._title is None or not isinstance(outcome, Imported):
            return outcome
        if self._sha256 not in {None, task.sha256}:
            return UserError(
                f"The title “{self._title}” was given for one document, and another has it. "
                f"Import {task.name} by itself."
            )
        self._sha256 = task.sha256
        return outcome
