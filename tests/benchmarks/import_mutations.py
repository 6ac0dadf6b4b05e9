"""Whether any importer fails over a file with parts missing, doubled, renamed, or in another case or order.

    nice .venv/bin/python tests/benchmarks/import_mutations.py [FORMAT ...] [--each 400] [--keep FOLDER] [--slow 2.0]

Real files (../shared/data, ../shared/cases) and small ones of the project's own are changed by chance (`mutators.py`),
and each becomes monographs that pass the final check, or a sentence for the user. Anything else is a fault in Materia,
and printed with the number that makes the same file again. A format joins by an entry in `mutated_formats.py`.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from mutated_formats import FORMATS, MutatedFormat  # noqa: E402

from desktop_app.errors import UserError  # noqa: E402
from desktop_app.importers.context import ImportContext  # noqa: E402
from desktop_app.importers.drug_names import DrugNames  # noqa: E402
from desktop_app.importers.final_check import checked  # noqa: E402
from desktop_app.importers.formats import beside, read_item  # noqa: E402
from desktop_app.importers.items import Item  # noqa: E402
from desktop_app.importers.kind_map import KindMap  # noqa: E402
from desktop_app.importers.sources.items import items_in  # noqa: E402

_FEWEST_WORDS = 4
"""Of what a user is told."""


@dataclass(slots=True)
class Tally:
    """What became of the files of one format."""

    files: int = 0
    monographs: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    """Sentences, without the names of files."""
    faults: list[str] = field(default_factory=list)
    """Which file, and the traceback."""
    slowest: float = 0.0
    """Seconds."""


@dataclass(slots=True)
class Trial:
    """Tries importers on changed files, in a folder of its own."""

    folder: Path
    context: ImportContext = field(
        default_factory=lambda: ImportContext(DrugNames.load(), KindMap.load(), "2026-01-01")
    )

    def run(self, kind: MutatedFormat, files: Mapping[str, bytes], each: int, keep: Path | None = None) -> Tally:
        """Import every file of a format, each changed so many times. What fails is written to `keep`."""
        tally = Tally()
        for name, data in files.items():
            for number in range(each):
                changed = kind.mutate(data, random.Random(f"{name}:{number}"))
                before = len(tally.faults)
                started = time.perf_counter()
                self.read(kind, name, changed, f"{name} change {number}", tally)
                tally.slowest = max(tally.slowest, time.perf_counter() - started)
                if keep is not None and len(tally.faults) > before:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{number}-{name}").write_bytes(changed)
        return tally

    def read(self, kind: MutatedFormat, name: str, data: bytes, what: str, tally: Tally) -> None:
        """Import one file as the application does, with its companions beside it."""
        tally.files += 1
        path = self.folder / (kind.host.name if kind.host else name)
        for other, content in kind.companions.items():
            (self.folder / other).write_bytes(content)
        if kind.host:
            path.write_bytes(kind.host.data)
            (self.folder / kind.host.calls_for).write_bytes(data)
        else:
            path.write_bytes(data)
        try:
            for found in items_in(path):
                if isinstance(found, Item):
                    self._import(found, path, tally)
                else:
                    _note(found.error, name, tally)
        except UserError as error:
            _note(error, name, tally)
        except Exception:  # noqa: BLE001  # what is looked for
            tally.faults.append(f"{what}\n{traceback.format_exc()}")

    def _import(self, item: Item, path: Path, tally: Tally) -> None:
        context = self.context
        try:
            imported = read_item(
                item,
                ImportContext(context.drugs, context.kinds, context.today, neighbour=beside(path)),
            )
        except UserError as error:
            _note(error, item.name, tally)
            return
        again = checked(imported, item.name, context.limits)
        if again != imported:
            raise AssertionError("The final check changes what it has let pass")
        tally.monographs += 1


def files_of(kind: MutatedFormat, *, real: bool, largest: int = 2**30) -> dict[str, bytes]:
    """The files that a format is tried with: its fixtures, and with `real` what is in ../shared and not larger."""
    files = dict(kind.fixtures)
    if real and SHARED.is_dir():
        for pattern in kind.real:
            for path in sorted(SHARED.glob(pattern)):
                if path.is_file() and path.stat().st_size <= largest:
                    files[path.name] = path.read_bytes()
    return files


def _note(error: UserError, name: str, tally: Tally) -> None:
    words = str(error)
    if len(words.split()) < _FEWEST_WORDS or "Error" in words or "\n" in words:
        raise AssertionError(f"No sentence: {words!r}")
    tally.refusals[words.replace(name, "…")[:110]] += 1


def _chosen(names: list[str]) -> Iterator[MutatedFormat]:
    unknown = set(names) - {kind.name for kind in FORMATS}
    if unknown:
        raise SystemExit(f"No such format: {', '.join(sorted(unknown))}")
    yield from (kind for kind in FORMATS if not names or kind.name in names)


def main() -> int:
    """Print a table of what became of the files; 1 where anything failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("formats", nargs="*")
    parser.add_argument("--each", type=int, default=400, help="changes of each file")
    parser.add_argument("--keep", type=Path, help="folder for the files over which an importer failed")
    parser.add_argument("--refusals", action="store_true", help="print the sentences too")
    given = parser.parse_args()
    failed = 0
    print(f"{'format':16}{'files':>8}{'monographs':>12}{'refused':>9}{'faults':>8}{'slowest s':>11}")
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder))
        for kind in _chosen(given.formats):
            tally = trial.run(kind, files_of(kind, real=True), given.each, given.keep)
            failed += len(tally.faults)
            refused = sum(tally.refusals.values())
            print(
                f"{kind.name:16}{tally.files:8,}{tally.monographs:12,}{refused:9,}"
                f"{len(tally.faults):8,}{tally.slowest:11.2f}",
                flush=True,
            )
            if given.refusals:
                print("\n".join(f"    {count:6,}  {words}" for words, count in tally.refusals.most_common(30)))
            for last, fault in {fault.rstrip().splitlines()[-1]: fault for fault in tally.faults}.items():
                print(f"{sum(last in other for other in tally.faults):,} times: {fault}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
