"""No library inside looks for others where the building machine kept them."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from installer.elf import without_build_paths
from installer.freeze import forget_build_paths

_START = 64 + 2 * 56


def library(run_path: str, tag: int = 29, *, strings: bool = True, dynamic: bool = True) -> bytes:
    """The smallest file that has a run path: one loaded segment, its dynamic table and its strings."""
    table_size = 4 * 16
    texts = _START + table_size
    needed = b"\0libz.so.1\0"
    entries = [(1, 1), (tag, len(needed)), *([(5, 0x1000 + texts)] if strings else [(3, 7)]), (0, 0)]
    table = b"".join(struct.pack("<qQ", *entry) for entry in entries)
    content = table + needed + run_path.encode() + b"\0"
    size = _START + len(content)
    head = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0)
    load = struct.pack("<IIQQQQQQ", 1, 4, 0, 0x1000, 0x1000, size, size, 0)
    kind = 2 if dynamic else 4
    place = struct.pack("<IIQQQQQQ", kind, 4, _START, 0x1000 + _START, 0x1000 + _START, table_size, table_size, 0)
    return head + load + place + content


def tags(data: bytes) -> list[int]:
    return [struct.unpack_from("<q", data, _START + at)[0] for at in range(0, 64, 16)]


@pytest.mark.parametrize("tag", [15, 29])
def test_a_path_from_the_root_is_taken_out_and_all_else_stays(tag: int) -> None:
    before = library("/home/builder/python/lib:/opt/lib", tag)
    after = without_build_paths(before)
    assert tags(before) == [1, tag, 5, 0]
    assert tags(after) == [1, 5, 0, 0]
    assert len(after) == len(before)
    assert after[: _START + 16] == before[: _START + 16]
    assert after[_START + 64 :] == before[_START + 64 :]


@pytest.mark.parametrize(
    "data",
    [
        library("$ORIGIN/../libs"),
        library("/opt/lib:$ORIGIN"),
        library("/opt/lib", strings=False),
        library("/opt/lib", dynamic=False),
        b"#!/bin/sh\n",
        b"\x7fELF\x01\x01" + bytes(100),
    ],
)
def test_what_says_no_such_path_stays_as_it_is(data: bytes) -> None:
    assert without_build_paths(data) == data


def test_libraries_of_a_folder_are_no_programs(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "libx.so.1").write_bytes(library("/opt/lib"))
    (tmp_path / "program").write_bytes(library("/opt/lib"))
    (tmp_path / "script").write_text("#!/bin/sh\n")
    for path in (tmp_path / "inner" / "libx.so.1", tmp_path / "program", tmp_path / "script"):
        path.chmod(0o755)
    forget_build_paths(tmp_path)
    assert 29 not in tags((tmp_path / "inner" / "libx.so.1").read_bytes())
    assert 29 not in tags((tmp_path / "program").read_bytes())
    assert (tmp_path / "inner" / "libx.so.1").stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "program").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "script").read_text() == "#!/bin/sh\n"
