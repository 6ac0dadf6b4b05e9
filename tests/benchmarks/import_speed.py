"""How fast labels are imported, and with how much memory: parsed, sanitised, stored and indexed, on all cores.

    python tests/benchmarks/import_speed.py [LABELS] [--label FILE.xml]

Labels are copies of one (Lipitor's, 330 KB, of ../shared/data), each with a set id, a brand and some wording of its
own, from a seeded generator, in one zip archive. Printed: labels a second for each part, the largest memory of the
importing process and of all of them together, and how long a library of so many opens and lists its first page. On a
machine that does other things too, only the processor's time says anything: two cores have 2,000 ms of it in a second.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
import uuid
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_WORD = re.compile(rb"(?<=[ >])[a-z]{5,12}(?=[ .,<])")
_SET_ID = re.compile(rb'<setId root="[^"]+"')
_SHARE_CHANGED = 0.02
_CHILD = "--child"


def make_archive(path: Path, label: bytes, count: int) -> None:
    """A zip archive of `count` labels that are like this one, and like no other."""
    chance = random.Random(count)  # the same archive every time
    words = sorted(set(_WORD.findall(label)))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(count):
            set_id = str(uuid.UUID(int=chance.getrandbits(128))).encode()
            text = _SET_ID.sub(b'<setId root="' + set_id + b'"', label, count=1)
            text = _WORD.sub(lambda word: chance.choice(words) if chance.random() < _SHARE_CHANGED else word[0], text)
            archive.writestr(f"{number:05}.xml", text)


def import_archive(folder: Path, archive: Path) -> dict[str, float]:
    """Import it with its index into a new library; seconds and megabytes."""
    sys.path.insert(0, str(ROOT))
    from desktop_app.services.importing.job import ImportJob, ImportProgress, ImportRequest
    from desktop_app.services.library.library import Library
    from desktop_app.services.search.search import Search

    library = Library(folder)
    search = Search(library, folder)
    peaks = {"own": 0.0, "all": 0.0}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            own, every = _megabytes()
            peaks["own"], peaks["all"] = max(peaks["own"], own), max(peaks["all"], every)

    watcher = threading.Thread(target=watch)
    watcher.start()
    indexing: list[float] = []

    def told(progress: ImportProgress) -> None:
        if progress.part == 1.0 and progress.doing.startswith(("Indexing", "Saving")):
            indexing.append(time.perf_counter())

    began = time.perf_counter()
    report = ImportJob(library, ImportRequest.of([archive]), search=search).run(told)
    ended = time.perf_counter()
    over.set()
    watcher.join()
    search.close()
    library.close()
    stored = (indexing[0] if indexing else ended) - began
    return {
        "new": report.new,
        "failed": report.failed,
        "seconds": ended - began,
        "seconds_until_stored": stored,
        "cpu_seconds": sum(os.times()[:4]),
        "own_mb": peaks["own"],
        "all_mb": peaks["all"],
    }


def open_library(folder: Path) -> dict[str, float]:
    """Seconds until a library is open and its first page of drugs is there."""
    sys.path.insert(0, str(ROOT))
    from desktop_app.services.library.library import Library

    began = time.perf_counter()
    library = Library(folder)
    groups = library.groups(limit=200)
    seconds = time.perf_counter() - began
    library.group(groups[0].key)
    whole = time.perf_counter() - began
    library.close()
    return {"open_ms": seconds * 1000, "open_with_group_ms": whole * 1000, "drugs": len(groups)}


def _megabytes() -> tuple[float, float]:
    """Proportional memory (what is shared is counted once) of this process, and of it and its children."""
    import multiprocessing

    sizes = [_pss(os.getpid()), *(_pss(child.pid) for child in multiprocessing.active_children())]
    return sizes[0], sum(sizes)


def _pss(pid: int | None) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return int(re.findall(r"^Pss:\s+(\d+)", text, re.MULTILINE)[0]) / 1024


def main() -> None:
    """Measure in processes of their own, so that nothing is warm that would not be."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("labels", type=int, nargs="?", default=500)
    parser.add_argument("--label", type=Path, default=None)
    parser.add_argument(_CHILD, nargs=3, metavar=("WHAT", "FOLDER", "ARCHIVE"))
    asked = parser.parse_args()
    if asked.child:
        what, folder, archive = asked.child
        found = import_archive(Path(folder), Path(archive)) if what == "import" else open_library(Path(folder))
        print(json.dumps(found))
        return
    label = asked.label or next((ROOT.parent / "shared" / "data" / "spl").glob("*[lL]ipitor*.xml"))
    with tempfile.TemporaryDirectory() as name:
        archive = Path(name) / "labels.zip"
        make_archive(archive, label.read_bytes(), asked.labels)
        folder = Path(name) / "data"
        folder.mkdir()
        measured = _run("import", folder, archive)
        measured["labels_per_second"] = measured["new"] / measured["seconds"]
        measured["cpu_ms_per_label"] = 1000 * measured["cpu_seconds"] / measured["new"]
        measured["stored_per_second"] = measured["new"] / measured["seconds_until_stored"]
        measured |= _run("open", folder, archive)
    print(json.dumps({key: round(value, 1) for key, value in measured.items()}, indent=1))


def _run(what: str, folder: Path, archive: Path) -> dict[str, float]:
    command = [sys.executable, str(Path(__file__)), _CHILD, what, str(folder), str(archive)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


if __name__ == "__main__":
    main()
