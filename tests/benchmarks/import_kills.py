"""Kill an import at random moments, and hold what is left to account: nothing doubled, nothing lost.

    python tests/benchmarks/import_kills.py [KILLS] [--seed N]

A folder of small monographs is imported by the command line, which is killed (SIGKILL) after a random time and then
resumed. When an import gets through, a part of the files is changed and it begins anew, until there were as many kills
as asked for. After each kill the library has to be sound and hold exactly what the import's records say; in the end it
has to hold every file, in its last wording, once.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_LONGEST = 6.0
"""Seconds until a kill, at most."""


class Kills:
    """A folder of monographs, a library, and imports that are killed."""

    def __init__(self, folder: Path, *, files: int, seed: int) -> None:
        self.source, self.data = folder / "formulary", folder / "data"
        self.source.mkdir()
        self._chance = random.Random(seed)  # the same run for the same seed
        self._wording = dict.fromkeys((f"drug{number:04}" for number in range(files)), 0)
        self._longest = _LONGEST
        for name in self._wording:
            self._write(name)

    def run(self, kills: int) -> dict[str, int]:
        """Import, kill and resume; answers how often what happened. Raises AssertionError for what is not right."""
        killed = through = resumed = 0
        while killed < kills:
            unfinished = self._unfinished()
            resumed += unfinished
            if not unfinished and through:
                self._reword()
            if self._import_until(self._chance.uniform(0.2, self._longest), resume=unfinished):
                through += 1
                self._longest = max(1.0, self._longest * 0.8)
            else:
                killed += 1
                self._longest = min(_LONGEST, self._longest * 1.1)
            self._check()
        while self._unfinished():
            assert self._import_until(None, resume=True)
        assert self._import_until(None, resume=False)
        self._check()
        self._check_all_is_there()
        return {"kills": killed, "resumed": resumed, "through": through + 1, "files": len(self._wording)}

    def _write(self, name: str) -> None:
        words = " ".join(self._chance.choices(["relaxes", "muscles", "slowly", "daily", "5 mg", "with food"], k=200))
        text = (
            f"---\nmateria: 1\ntitle: {name.capitalize()}\n---\n\n# Dosage\n\nWording {self._wording[name]}. {words}.\n"
        )
        (self.source / f"{name}.md").write_text(text, encoding="utf-8")

    def _reword(self) -> None:
        for name in self._chance.sample(sorted(self._wording), len(self._wording) // 2):
            self._wording[name] += 1
            self._write(name)

    def _import_until(self, seconds: float | None, *, resume: bool) -> bool:
        """Whether it got through before it was killed."""
        what = ["--resume"] if resume else [str(self.source)]
        command = [sys.executable, "-m", "desktop_app", "--data-dir", str(self.data), "import", *what]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            _, words = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return False
        assert process.returncode == 0, words
        return True

    def _unfinished(self) -> bool:
        from desktop_app.services.importing.job import unfinished
        from desktop_app.services.library.library import Library

        if not (self.data / "library.db").exists():
            return False
        with closing(Library(self.data)) as library:
            return bool(unfinished(library))

    def _check(self) -> None:
        """The library is sound, and every item that is recorded is in it, once."""
        from desktop_app.services.library.check import check_library
        from desktop_app.services.library.library import Library

        if not (self.data / "library.db").exists():
            return
        with closing(Library(self.data)) as library:
            assert check_library(library) == []
            doubled = library.store.rows(
                "SELECT job_id, path FROM import_items GROUP BY job_id, path, sha256 HAVING count(*) > 1"
            )
            assert not doubled, [tuple(row) for row in doubled]
            astray = library.store.value(
                "SELECT count(*) FROM import_items i LEFT JOIN versions v ON v.id = i.version_id WHERE v.id IS NULL"
            )
            assert not astray
            unrecorded = library.store.value(
                "SELECT count(*) FROM versions WHERE NOT bundled AND id NOT IN (SELECT version_id FROM import_items)"
            )
            assert not unrecorded
            repeated = library.store.value(
                "SELECT count(*) FROM versions a JOIN versions b ON b.uid = a.uid AND b.number = a.number + 1"
                " WHERE a.digest = b.digest"
            )
            assert not repeated

    def _check_all_is_there(self) -> None:
        from desktop_app.services.library.library import Library

        with closing(Library(self.data)) as library:
            for name, wording in self._wording.items():
                text = library.open(f"local:{name}").sections[0].html
                assert f"Wording {wording}." in text, (name, wording, text[:80])


def main() -> None:
    """Print how often what happened."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("kills", type=int, nargs="?", default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=1500)
    asked = parser.parse_args()
    os.environ.setdefault("XDG_STATE_HOME", tempfile.gettempdir())
    with tempfile.TemporaryDirectory() as folder:
        print(Kills(Path(folder), files=asked.files, seed=asked.seed).run(asked.kills))


if __name__ == "__main__":
    main()
