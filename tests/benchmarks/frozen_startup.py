"""Start-up of the frozen Materia beside a bare frozen PySide6 window, in one run; size and peak memory of both.

    .venv/bin/python tests/benchmarks/frozen_startup.py [RUNS] [FOLDER]

FOLDER is a frozen Materia, such as build/deb/root/usr/lib/materia (the default: what build_installer.py left there).
The bare window is frozen by the same PyInstaller, with the same parts of Qt left out. Bar: Materia's first paint at
most 1.35 times the bare window's. Warm: alternating starts, medians. Cold: the files of both are dropped from the page
cache before every start, one by one (no root needed, and nobody else's files with them).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from startup import BARE_WINDOW

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
COLD_RUNS = 5

RECIPE = """
import sys
sys.path.insert(0, {root!r})
from installer.trim import NOT_IMPORTED, is_unused
analysis = Analysis([{script!r}], excludes=NOT_IMPORTED)
analysis.binaries = [entry for entry in analysis.binaries if not is_unused(entry[0])]
analysis.datas = [entry for entry in analysis.datas if not is_unused(entry[0])]
program = EXE(PYZ(analysis.pure), analysis.scripts, [], exclude_binaries=True, name="bare", upx=False)
COLLECT(program, analysis.binaries, analysis.datas, name="bare", upx=False)
"""


def freeze_bare_window(system_libraries: set[str]) -> Path:
    """The program of a bare window, frozen as Materia is: without the libraries that are taken from the system."""
    work = BUILD / "bare"
    work.mkdir(parents=True, exist_ok=True)
    script = work / "bare_window.py"
    script.write_text(BARE_WINDOW, encoding="utf-8")
    (work / "bare.spec").write_text(RECIPE.format(root=str(ROOT), script=str(script)), encoding="utf-8")
    words = ["-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "--distpath", "dist", "bare.spec"]
    subprocess.run([BUILD / "venv" / "bin" / "python", *words], cwd=work, check=True, stderr=subprocess.DEVNULL)
    for library in (work / "dist" / "bare" / "_internal").iterdir():
        if library.name in system_libraries:
            library.unlink()
    return work / "dist" / "bare" / "bare"


def from_system(materia: Path) -> set[str]:
    """What PyInstaller collected and the Debian package does not have."""
    whole = BUILD / "frozen" / "materia" / "_internal"
    return {path.name for path in whole.iterdir()} - {path.name for path in (materia / "_internal").iterdir()}


def measure(command: list[str | Path]) -> dict[str, float]:
    """The figures that one start prints, and the peak of its memory in MB."""
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    shown = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} failed")
    figures: dict[str, float] = json.loads(shown.strip().splitlines()[0])
    return {**figures, "peak_mb": usage.ru_maxrss / 1024, "whole_ms": (time.monotonic() - begun) * 1000}


def files_of(folder: Path) -> Iterator[Path]:
    yield from (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def drop_from_cache(folder: Path) -> None:
    """Make the next start read a program's files from the disk."""
    for path in files_of(folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


def compare(name: str, runs: int, ours: Callable[[], dict[str, float]], bare: Callable[[], dict[str, float]]) -> None:
    """Print the medians of alternating starts."""
    pairs = [(ours(), bare()) for _ in range(runs)]
    ratios = [one["first_paint_ms"] / other["first_paint_ms"] for one, other in pairs]
    for title, which, key in (
        ("Materia, first paint", 0, "first_paint_ms"),
        ("Materia, search ready", 0, "search_ready_ms"),
        ("bare window", 1, "first_paint_ms"),
    ):
        values = [pair[which][key] for pair in pairs]
        print(f"{name}: {title:24} {statistics.median(values):6.0f} ms  [{min(values):.0f}, {max(values):.0f}]")
    spread = f"[{min(ratios):.2f}, {max(ratios):.2f}]  bar 1.35"
    print(f"{name}: {'ratio, pair by pair':24} {statistics.median(ratios):6.2f}     {spread}")
    for title, which in (("Materia", 0), ("bare window", 1)):
        print(f"{name}: {'peak memory, ' + title:24} {max(pair[which]['peak_mb'] for pair in pairs):6.0f} MB")


def main(runs: int, folder: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    bare = freeze_bare_window(from_system(folder))
    for name, place in (("Materia", folder), ("bare window", bare.parent)):
        print(f"size, {name}: {sum(path.stat().st_size for path in files_of(place)) / 1e6:.0f} MB")
    with tempfile.TemporaryDirectory() as data:
        command: list[str | Path] = [folder / "materia", "--data-dir", data, "--measure-startup"]
        first = measure(command)
        print(f"first start ever: {first['first_paint_ms']:.0f} ms to the first paint")
        measure([bare])

        def cold(place: Path, words: list[str | Path]) -> dict[str, float]:
            drop_from_cache(place)
            return measure(words)

        compare("warm", runs, lambda: measure(command), lambda: measure([bare]))
        compare("cold", COLD_RUNS, lambda: cold(folder, command), lambda: cold(bare.parent, [bare]))


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 11,
        Path(sys.argv[2]) if len(sys.argv) > 2 else BUILD / "deb" / "root" / "usr" / "lib" / "materia",
    )
