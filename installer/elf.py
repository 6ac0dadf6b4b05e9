"""Takes out of a Linux library where the machine it was built on kept its libraries.

Python modules of an interpreter that was built by hand name the folder of that interpreter: the loader would look there
first, on every machine. Done here, for the tools that could are not part of Debian's minimal set.
"""

from __future__ import annotations

import struct

_RPATH, _RUNPATH = 15, 29
_STRTAB, _NULL = 5, 0
_DYNAMIC, _LOAD = 2, 1


def without_build_paths(data: bytes) -> bytes:
    """A 64-bit library without run paths that begin at the root. Those beginning at the library itself stay.

    Answers what it was given where there is none, and for anything but a little-endian 64-bit ELF file.
    """
    if data[:6] != b"\x7fELF\x02\x01":
        return data
    segments = _segments(data)
    dynamic = next(((offset, size) for kind, offset, _, size in segments if kind == _DYNAMIC), None)
    if dynamic is None:
        return data
    offset, size = dynamic
    entries = [struct.unpack_from("<qQ", data, offset + at) for at in range(0, size - size % 16, 16)]
    strings = next((_in_file(segments, value) for tag, value in entries if tag == _STRTAB), None)
    if strings is None:
        return data
    kept = [
        (tag, value)
        for tag, value in entries
        if tag not in {_RPATH, _RUNPATH} or not _only_absolute(data, strings + value)
    ]
    kept += [(_NULL, 0)] * (len(entries) - len(kept))
    table = b"".join(struct.pack("<qQ", tag, value) for tag, value in kept)
    return data[:offset] + table + data[offset + len(table) :]


def _segments(data: bytes) -> list[tuple[int, int, int, int]]:
    """Kind, offset in the file, address and size in the file of each."""
    (start,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    found = []
    for number in range(count):
        kind, _flags, offset, address, _physical, length = struct.unpack_from("<IIQQQQ", data, start + number * size)
        found.append((kind, offset, address, length))
    return found


def _in_file(segments: list[tuple[int, int, int, int]], address: int) -> int | None:
    """Where in the file that lies which is loaded to an address."""
    for kind, offset, start, size in segments:
        if kind == _LOAD and start <= address < start + size:
            return offset + address - start
    return None


def _only_absolute(data: bytes, start: int) -> bool:
    paths = data[start : data.index(b"\0", start)].split(b":")
    return all(path.startswith(b"/") for path in paths)
