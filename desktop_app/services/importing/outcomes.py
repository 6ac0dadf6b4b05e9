"""What became of the items of an import, as the command line prints it: a dictionary for scripts, lines for people.

The keys of the dictionary are a promise to scripts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from desktop_app.render.words_shown import words_shown_line
from desktop_app.services.counting import counted
from desktop_app.services.rows import one_line
from desktop_app.services.word_facts import words_report
from desktop_app.store.library.import_records import ItemOutcome

_COMPLAINTS = 100
"""Of each kind, where not every one is asked for."""
_REASONS = 10
_LISTED = 40
"""Lines, at most, where not every monograph is asked for."""
_STATUSES = {"new": "new", "updated": "updated", "unchanged": "unchanged", "failed": "failed", "left_out": "not taken"}
_NOT_THERE = {"failed", "left_out"}
"""What nothing came of."""


def import_report(items: Iterable[ItemOutcome], *, jobs: Sequence[int]) -> dict[str, Any]:
    """`imported`, `failed` and `left_out`, one entry an item; `jobs`: the numbers of the reports in the library."""
    imported: list[dict[str, Any]] = []
    not_there: dict[str, list[dict[str, Any]]] = {"failed": [], "left_out": []}
    for item in items:
        if item.status in _NOT_THERE:
            not_there[item.status].append({"file": item.path, "error": item.reason})
        else:
            imported.append(
                {
                    "uid": item.uid,
                    "title": item.title,
                    "status": item.status,
                    "sections": item.sections,
                    "references": {"given": item.given, "matched": item.matched, "missing": item.missing},
                    "dropped": [{"what": dropped.what, "count": dropped.count} for dropped in item.dropped],
                    "words": words_report(item.words),
                }
            )
    return {"imported": imported, **not_there, "jobs": list(jobs)}


def import_lines(items: Sequence[ItemOutcome], *, jobs: Sequence[int], verbose: bool = False) -> Iterator[str]:
    """A line for each file on disk (`verbose`: for each monograph), and after several monographs one for all of them.

    What failed or was not taken is told elsewhere (`complaints`), and only counted here.
    """
    done = [item for item in items if item.status not in _NOT_THERE]
    asked = [item for item in items if item.status != "left_out"]
    files = _by_file(items)
    if verbose:
        yield from map(_line, done)
    else:
        lines = [line for file, some in files.items() for line in _file_lines(file, some)]
        yield from lines[:_LISTED]
        if len(lines) > _LISTED:
            yield f"… and {counted(len(lines) - _LISTED, 'more line')}; --verbose prints one for every monograph."
    if len(items) > 1:
        reports = " and ".join(f"`materia library report {job}`" for job in jobs)
        say = "says" if len(jobs) == 1 else "say"
        yield f"{counted(len(asked), 'document')}: {_counts(items)}. {reports} {say} what was left out."


def _by_file(items: Iterable[ItemOutcome]) -> dict[str, list[ItemOutcome]]:
    """The items of each file on disk, by its name in one line; those of one archive are one file's."""
    files: dict[str, list[ItemOutcome]] = {}
    for item in items:
        files.setdefault(" ".join(item.path.partition(" › ")[0].split()), []).append(item)
    return files


def _file_lines(file: str, items: Sequence[ItemOutcome]) -> Iterator[str]:
    if len(items) > 1:
        yield f"{file}: {_counts(items)}"
        yield from (f"{file}: {item.title} ({item.uid}): {_remark(item)}" for item in items if _is_remarkable(item))
    elif items[0].status not in _NOT_THERE:
        yield _line(items[0])


def _is_remarkable(item: ItemOutcome) -> bool:
    return item.status not in _NOT_THERE and bool(_remark(item))


def _remark(item: ItemOutcome) -> str:
    """What is to be known of it besides, first what of it is not shown."""
    short = words_shown_line(item.words)
    return " ".join(filter(None, (f"{short}." if short else "", item.reason)))


def _counts(items: Iterable[ItemOutcome]) -> str:
    """`3 new, 1 failed`: what there is none of is left out."""
    counts = Counter[str](item.status for item in items)
    return ", ".join(f"{counts[status]:,} {word}" for status, word in _STATUSES.items() if counts[status])


def complaints(items: Iterable[ItemOutcome], *, jobs: Sequence[int], verbose: bool = False) -> Iterator[str]:
    """What failed, then what was not taken, each with its reason; beyond the first ones (`verbose`: all) counted by
    reason."""
    items = list(items)
    for status, words in (("failed", "were not imported"), ("left_out", "were not taken")):
        found = [item for item in items if item.status == status]
        shown = found if verbose else found[:_COMPLAINTS]
        yield from (f"{item.path}: {item.reason}" for item in shown)
        if len(shown) == len(found):
            continue
        reports = " and ".join(f"`materia library report {job}`" for job in jobs)
        yield f"{len(found) - len(shown):,} more {words}: see {reports}."
        if status == "left_out":
            yield from (f"{count:,} of these: {why}" for why, count in _reasons(found[len(shown) :]))


def _reasons(items: Iterable[ItemOutcome]) -> list[tuple[str, int]]:
    """Reasons without the names of the files, most frequent first."""
    counts = Counter[str]()
    for item in items:
        name = re.split(r" › |[/\\]", item.path)[-1]
        counts["It" + item.reason.removeprefix(name) if item.reason.startswith(f"{name} is ") else item.reason] += 1
    return counts.most_common(_REASONS)


def _line(item: ItemOutcome) -> str:
    said = [f"{item.status}: {item.title} ({item.uid}), {counted(item.sections, 'section')}"]
    if item.given or item.matched or item.missing:
        said.append(f", references: {item.given} given, {item.matched} matched, {item.missing} missing")
    if item.dropped:
        said.append("; left out: " + ", ".join(f"{dropped.count} × {dropped.what}" for dropped in item.dropped))
    if remark := _remark(item):
        said.append(f". {remark}")
    return one_line("".join(said))
