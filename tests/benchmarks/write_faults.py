"""Fail or cut short every write to user.db, library.db and the index, and kill at random moments: what is lost?

    python tests/benchmarks/write_faults.py [--points N] [--kills N] [--seed N]

Three kinds of work say what they have confirmed: bookmarking, importing, indexing. `strace` lets one call of the work
fail (the first, a later one, …), at up to so many points for each call and error; a limit on the size of files cuts
writes short, as a full disk does. Then the data are opened without faults: what was confirmed and is not there is lost.
Nothing may be.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
CALLS = ("pwrite64", "write", "fsync", "fdatasync", "ftruncate", "rename", "openat")
ERRORS = ("EIO", "ENOSPC")
_ROUNDS = 6
"""Things that a work confirms, unless it is stopped."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of one fault."""

    confirmed: int
    lost: int
    sound: bool
    """Whether the next start found everything in order."""


def bookmarking(folder: Path, say: Callable[[str], object], rounds: int = _ROUNDS) -> None:
    """Bookmark one section after the other."""
    from desktop_app.monograph.kinds import Kind
    from desktop_app.monograph.model import Monograph, Section
    from desktop_app.services.bookmarks import Bookmarks
    from desktop_app.store.user.store import UserStore

    with closing(UserStore(folder / "user.db")) as user:
        start = len(Bookmarks(user).all())
        for number in range(start, start + rounds):
            section = Section(f"s{number}", Kind.OTHER, "S", "<p>Some text to keep.</p>", 0)
            Bookmarks(user).add(Monograph("local:x", "X", "en", (), (section,), ()), section.key, note="n" * 500)
            say(section.key)


def importing(folder: Path, say: Callable[[str], object], rounds: int = _ROUNDS) -> None:
    """Import one monograph after the other."""
    from desktop_app.services.library.library import Library

    source = folder / "source.md"
    with closing(Library(folder, bundled=folder / "none")) as library:
        start = library.count()
        for number in range(start, start + rounds):
            text = f"---\nmateria: 1\ntitle: Drug{number:04}\n---\n\n# Dosage\n\n{number} mg. {'words ' * 2000}\n"
            source.write_text(text, encoding="utf-8")
            say(library.import_file(source).uid)


def indexing(folder: Path, say: Callable[[str], object], rounds: int = 1) -> None:
    """Bring the index up to date with what there is."""
    from desktop_app.services.library.library import Library
    from desktop_app.services.search.search import Search

    with closing(Library(folder, bundled=folder / "none")) as library, closing(Search(library, folder)) as search:
        for _ in range(rounds):
            search.catch_up()
            if search._path == folder / "index":  # else it was built elsewhere, for this time only
                say("index")


WORKS = {"bookmark": bookmarking, "import": importing, "index": indexing}


def account(folder: Path, work: str, confirmed: set[str]) -> Found:
    """Open what a fault left, without faults."""
    from desktop_app.errors import UserError
    from desktop_app.services.bookmarks import Bookmarks
    from desktop_app.services.library.check import check_library
    from desktop_app.services.library.library import Library
    from desktop_app.services.search.search import Search
    from desktop_app.store.user.store import UserStore

    try:
        if work == "bookmark":
            with closing(UserStore(folder / "user.db")) as user:
                kept = {bookmark.section_key for bookmark in Bookmarks(user).all()}
                return Found(len(confirmed), len(confirmed - kept), user.check() == [] and user.trouble is None)
        with closing(Library(folder, bundled=folder / "none")) as library, closing(Search(library, folder)) as search:
            if work == "import":
                return Found(len(confirmed), len(confirmed - set(library.uids())), check_library(library) == [])
            before = check_library(library)
            search.catch_up()
            found = {hit.uid for hit in search.search("words", limit=100).hits}
            lost = len(set(library.uids()) - found)
            return Found(len(confirmed), lost, not before and check_library(library) == [])
    except UserError as error:
        print(f"    the next start: {error}")
        return Found(len(confirmed), len(confirmed), sound=False)


class Faults:
    """Folders with something in them, and works in them that are disturbed."""

    def __init__(self, folder: Path, *, seed: int = 1) -> None:
        self._folder = folder
        self._chance = random.Random(seed)
        self._number = 0
        self._before = folder / "before"
        self._before.mkdir()
        bookmarking(self._before, str)
        importing(self._before, str)

    def fresh(self) -> Path:
        """A folder as it is before a fault."""
        self._number += 1
        shutil.rmtree(self._folder / f"run{self._number - 1}", ignore_errors=True)
        return Path(shutil.copytree(self._before, self._folder / f"run{self._number}"))

    def calls(self, work: str) -> dict[str, int]:
        """How often a work makes each call on its files."""
        log = self._folder / "calls"
        self._traced(self.fresh(), work, ["-o", str(log), "-e", f"trace={','.join(CALLS)}"])
        made = re.findall(r"^(?:\d+ +)?(\w+)\(", log.read_text(errors="replace"), re.MULTILINE)
        return {call: made.count(call) for call in CALLS if call in made}

    def failing(self, work: str, call: str, error: str, when: int) -> Found:
        """One call fails, and the next of its kind do not."""
        folder = self.fresh()
        fault = ["-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={when}"]
        return account(folder, work, self._traced(folder, work, fault))

    def short(self, work: str, size: int) -> Found:
        """No file can grow beyond `size` bytes: the write that reaches it is cut short."""
        folder = self.fresh()

        def limited() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        return account(folder, work, self._run([], folder, work, limited))

    def killed(self, work: str, longest: float) -> Found:
        """SIGKILL after a random time. The work runs in a fork: a process of its own takes longer to start than it."""
        folder = self.fresh()
        read, write = os.pipe()
        child = os.fork()
        if child == 0:  # pragma: no cover  # the other process
            os.close(read)
            try:
                WORKS[work](folder, lambda words: os.write(write, f"{words}\n".encode()), 10_000)
            finally:
                os._exit(0)
        os.close(write)
        time.sleep(self._chance.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(read) as said:
            return account(folder, work, set(said.read().split()))

    def _traced(self, folder: Path, work: str, strace: list[str]) -> set[str]:
        paths = [
            folder / f"{name}{end}" for name in ("user.db", "library.db") for end in ("", "-wal", "-shm", "-journal")
        ]
        only = [word for path in paths for word in ("-P", str(path))] if work != "index" else []
        return self._run(["strace", "-f", *only, *strace], folder, work)

    def _run(self, before: list[str], folder: Path, work: str, ready: Callable[[], None] | None = None) -> set[str]:
        command = [*before, sys.executable, __file__, "--work", work, "--folder", str(folder)]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=ROOT, preexec_fn=ready, timeout=120
        )
        return set(done.stdout.split())


def points(count: int, most: int) -> Iterator[int]:
    """Which of so many calls fail: all, or so many of them, evenly spread."""
    if count <= most:
        return iter(range(1, count + 1))
    return iter(sorted({1 + round(number * (count - 1) / (most - 1)) for number in range(most)}))


def line(work: str, point: str, found: list[Found]) -> bool:
    """Print what came of the faults of one kind; whether nothing was lost."""
    lost, sound = sum(each.lost for each in found), sum(each.sound for each in found)
    confirmed = sum(each.confirmed for each in found)
    print(f"{work:9} {point:22} {len(found):4} {confirmed:9} {lost:5} {sound:4} of {len(found)}", flush=True)
    return not lost and sound == len(found)


def main() -> None:
    """Print, by point, how much was confirmed and lost, and whether the next start was in order."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--points", type=int, default=4)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", choices=WORKS)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    if asked.work:
        WORKS[asked.work](asked.folder, lambda words: print(words, flush=True))
        return
    os.environ.setdefault("XDG_STATE_HOME", tempfile.gettempdir())
    with tempfile.TemporaryDirectory() as folder:
        faults = Faults(Path(folder), seed=asked.seed)
        print(f"{'work':9} {'point':22} runs confirmed  lost next start in order")
        good = all([*_injected(faults, asked.points), *_others(faults, asked.kills)])
    sys.exit(0 if good else 1)


def _injected(faults: Faults, most: int) -> Iterator[bool]:
    if shutil.which("strace") is None:
        print("strace is not on this machine: no errors are injected")
        return
    for work in ("bookmark", "import"):
        for call, count in faults.calls(work).items():
            for error in ERRORS:
                found = [faults.failing(work, call, error, when) for when in points(count, most)]
                yield line(work, f"{call} {error}", found)
    for call in (
        "pwrite64",
        "fsync",
        "rename",
        "ftruncate",
    ):  # of the whole process: the index's files have no fixed names
        for error in ERRORS:
            yield line(
                "index", f"{call} {error}", [faults.failing("index", call, error, n) for n in range(1, most + 1)]
            )


def _others(faults: Faults, kills: int) -> Iterator[bool]:
    sizes = {
        "bookmark": (20_000, 42_000, 50_000),
        "import": (100_000, 180_000, 400_000),
        "index": (2_000, 20_000, 80_000),
    }
    for work, limits in sizes.items():
        yield line(work, "short writes", [faults.short(work, size) for size in limits])
    for work, part, longest in (("bookmark", 0.5, 0.1), ("import", 0.3, 0.4), ("index", 0.2, 0.3)):
        yield line(work, "kill -9", [faults.killed(work, longest) for _ in range(round(kills * part))])


if __name__ == "__main__":
    main()
