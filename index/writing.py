"""Writing: one transaction, of which all is kept or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import IndexBusyError
from index.records import Record
from index.schema import document, schema
from index.seal import Header, read_header, verify, write_header
from index.storage import LOCK, SealedStorage, sweep
from index.whoosh_parts import FileIndex, FileLock

_SMALL = 2000
"""Records up to which a commit writes all anew: words of what was removed are then gone, and weigh nothing."""


class Writer:
    """Collects changes; they take effect together when the `with` block of `Index.writer()` ends."""

    def __init__(self, header: Header) -> None:
        self.revision = header.revision
        """Of the library, which the index has seen once this is written. To be set by the caller."""
        self.source = header.source
        """Which library this is. To be set by the caller."""
        self._added: dict[str, Record] = {}
        self._removed: set[str] = set()

    def add(self, record: Record) -> None:
        """Add a record, or replace the one with its id."""
        self._added[record.id] = record

    def replace(self, monograph: str, records: Iterable[Record]) -> None:
        """Make these the only records of a monograph."""
        self.remove(monograph)
        for record in records:
            self.add(record)

    def remove(self, monograph: str) -> None:
        """Remove every record of a monograph."""
        self._removed.add(monograph)
        self._added = {id_: record for id_, record in self._added.items() if record.monograph != monograph}

    def apply(self, whoosh_writer: Any) -> None:
        """Hand the changes to Whoosh."""
        for monograph in self._removed:
            whoosh_writer.delete_by_term("monograph", monograph)
        for record in self._added.values():
            whoosh_writer.delete_by_term("id", record.id)
            whoosh_writer.add_document(**document(record))


def make_empty(folder: Path, key: bytes) -> None:
    """Make an index without records in a folder, whatever was there before."""
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        storage = SealedStorage(folder)
        sweep(folder, ())
        FileIndex.create(storage, schema(), "MAIN")
        write_header(folder, key, storage.list(), revision=0, source="")


@contextmanager
def writing(folder: Path, key: bytes, *, committed: Callable[[], None]) -> Iterator[Writer]:
    """A transaction on the newest state of the index, whoever wrote it."""
    with _locked(folder):
        header = read_header(folder, key)
        verify(folder, header)
        sweep(folder, header.files)
        storage = SealedStorage(folder, header.files)
        writer = Writer(header)
        yield writer
        whoosh_index = FileIndex(storage, schema(), "MAIN")
        is_small = whoosh_index.doc_count_all() < _SMALL
        whoosh_writer = whoosh_index.writer()
        try:
            writer.apply(whoosh_writer)
        except BaseException:
            whoosh_writer.cancel()
            raise
        whoosh_writer.commit(optimize=is_small)
        write_header(folder, key, storage.list(), revision=writer.revision, source=writer.source)
        sweep(folder, storage.list())
        committed()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    lock = FileLock(str(folder / LOCK))
    if not lock.acquire():
        raise IndexBusyError("The index is being written by another Materia.")
    try:
        yield
    finally:
        lock.release()
