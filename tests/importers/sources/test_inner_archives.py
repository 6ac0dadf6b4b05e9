"""Archives in archives: small ones in memory, large ones on the disk, and none that fills either."""

from __future__ import annotations

import errno
import os
import random
import shutil
import tempfile
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.importers.items import Item
from desktop_app.importers.limits import LIMITS, MB
from desktop_app.importers.sources.items import Progress, items_in

Gather = Callable[..., tuple[list[str], list[str], list[str]]]
MakeZip = Callable[[Mapping[str, bytes]], bytes]


@pytest.fixture
def nested(tmp_path: Path, make_zip: MakeZip, authored: bytes) -> Path:
    """An archive with an archive of 12 MB in it, and a file."""
    noise = random.Random(1).randbytes(12 * MB)
    path = tmp_path / "z.zip"
    path.write_bytes(make_zip({"in.zip": make_zip({"a.md": authored, "noise.bin": noise}), "b.md": authored}))
    return path


def test_a_large_one_is_read_from_the_disk_and_leaves_nothing_there(
    tmp_path: Path, gather: Gather, nested: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setenv("TMPDIR", str(room))
    monkeypatch.setattr(tempfile, "tempdir", None)
    limits = replace(LIMITS, inner_archive_memory=MB)
    tracemalloc.start()
    items, refused, _ = gather(nested, limits)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (items, refused) == (["z.zip › in.zip › a.md", "z.zip › b.md"], [])
    assert peak < 8 * MB
    assert list(room.iterdir()) == []


def test_the_system_is_asked_for_room_where_large_files_belong(
    gather: Gather, nested: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    usage = shutil.disk_usage

    def recorded(path: str) -> object:
        asked.append(path)
        return usage(path)

    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(shutil, "disk_usage", recorded)
    assert gather(nested, replace(LIMITS, inner_archive_memory=MB))[1] == []
    assert asked == ["/var/tmp" if os.access("/var/tmp", os.W_OK) else tempfile.gettempdir()]


def test_one_that_is_larger_than_its_outer_archive_explains_is_refused_by_itself(gather: Gather, nested: Path) -> None:
    items, (refused,), _ = gather(nested, replace(LIMITS, inner_archive_bytes=MB, inner_archive_ratio=0))
    assert items == ["z.zip › b.md"]
    assert "in.zip lies in another archive and has more than 1 MB" in refused
    assert len(gather(nested, replace(LIMITS, inner_archive_bytes=MB, inner_archive_ratio=1))[0]) == 2


def test_one_that_the_disk_has_no_room_for_is_refused_by_itself(
    gather: Gather, nested: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = replace(LIMITS, inner_archive_memory=MB)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(MB, MB, MB))
        items, (refused,), _ = gather(nested, limits)
    assert items == ["z.zip › b.md"]
    assert "in.zip lies in another archive and needs more room than there is for temporary files" in refused

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "write", full)
    items, (refused,), _ = gather(nested, limits)
    assert items == ["z.zip › b.md"]
    assert "more room than there is" in refused


def test_the_unpacking_of_a_large_one_can_be_paused_and_stopped(nested: Path) -> None:
    asked: list[int] = []
    found = list(items_in(nested, progress=Progress(moved=lambda: asked.append(1))))
    assert len([each for each in found if isinstance(each, Item)]) == 2
    assert len(asked) >= 3
