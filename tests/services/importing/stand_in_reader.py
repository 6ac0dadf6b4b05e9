"""A reader of items that other processes can import: `uid|title|substance|text`, or a word for what goes wrong."""

from __future__ import annotations

import gc
import os
import signal
import time

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.items import Imported, Item
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Dropped, Monograph, Name, NameKind, Provenance, Section
from desktop_app.services.importing.workers import Task


def read(task: Task) -> Imported:
    """What the words of the item say."""
    assert isinstance(task.item, Item)
    words = task.item.data.decode()
    match words.split():
        case ["hang"]:
            time.sleep(600)
        case ["die"]:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
        case ["memory"]:
            return _monograph("x" * 10**11, task.item)
        case ["defect"]:
            raise LookupError("a defect")
        case ["refuse"]:
            raise UnreadableInputError("It says nothing.")
        case ["slow", _]:
            time.sleep(0.05)
        case ["niceness"]:
            words = str(os.nice(0))
        case ["garbage", _]:
            words = str(sum(type(each) is _Loop for each in gc.get_objects()))
            for _ in range(10):
                _Loop()
    return _monograph(words, task.item)


class _Loop:
    """Garbage that only a collector finds."""

    def __init__(self) -> None:
        self.own = self


def _monograph(words: str, item: Item) -> Imported:
    uid, title, substance, text = ([*words.split("|"), "", "", "", ""])[:4]
    monograph = Monograph(
        uid=uid,
        title=title or uid,
        language="en",
        names=(Name(f"{title} brand", NameKind.BRAND),),
        sections=(Section("dosage", Kind.DOSAGE, "Dosage", f"<p>{text}</p>", 0),),
        references=(),
        provenance=Provenance(
            "authored", file_name=item.name, container=item.container, dropped=(Dropped("image", 1),), unmapped=("Odd",)
        ),
        substances=(substance,) if substance else (),
    )
    return Imported(monograph)
