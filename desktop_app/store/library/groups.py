"""The list of drugs as a window shows it: its order read at once, its rows when they come into sight.

The order of 20,000 drugs takes some 20 ms to read; so a scroll bar is right from the start, and a drug's place is known
without reading what stands before it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from sqlite3 import Row

from desktop_app.monograph.model import NameKind
from desktop_app.store.connections import Connections
from desktop_app.store.library.derived import CURRENT, GROUPS
from desktop_app.store.library.rows import looked_up
from desktop_app.store.library.values import DrugGroup, Holdings

_MOST_PARAMETERS = 500
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class GroupPlace:
    """Where a drug stands in the list."""

    key: str
    sort_key: str
    """What the list is ordered by: `0` and the folded title where it begins with no letter, else `1` and the title."""


@dataclass(frozen=True, slots=True)
class FoundName:
    """The name that a word begins, of a monograph of a drug."""

    text: str
    kind: NameKind
    uid: str
    """The monograph that opens: the best of its drug where that has the name."""


class LibraryGroups:
    """The drugs of one library."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def order(self, wanted: str = "") -> list[GroupPlace]:
        """Every drug, in order; with `wanted`, those of which every word begins a word of a title or name of one of
        their monographs."""
        words = looked_up(wanted).split()
        found = "key IN (SELECT group_key FROM name_index WHERE start >= ? AND start < ?)"
        rows = self._connections.rows(
            f"SELECT key, sort_key FROM drug_groups WHERE {' AND '.join([found] * len(words)) or 'TRUE'}"  # noqa: S608
            " ORDER BY sort_key, key",
            [bound for word in words for bound in (word, word + _LAST)],
        )
        return [GroupPlace(row["key"], row["sort_key"]) for row in rows]

    def named(self, keys: Iterable[str]) -> dict[str, DrugGroup]:
        """Those of these drugs that are there."""
        return {row["key"]: drug_group(row) for row in self._of(f"{GROUPS} WHERE g.key IN ({{}})", keys)}

    def found_by(self, keys: Sequence[str], wanted: str) -> dict[str, FoundName]:
        """For drugs that `wanted` found, the name that the first of its words begins which the drug's title lacks; none
        where the title has them all."""
        lacking: dict[str, list[str]] = {}
        for key, group in self.named(keys).items():
            begun = looked_up(group.title).split()
            word = next((w for w in looked_up(wanted).split() if not any(b.startswith(w) for b in begun)), None)
            if word is not None:
                lacking.setdefault(word, []).append(key)
        found: dict[str, FoundName] = {}
        for word, those in lacking.items():
            rows = self._of(
                "SELECT n.group_key, n.text, n.kind, n.uid FROM name_index n JOIN drug_groups g ON g.key = n.group_key"
                " WHERE n.start >= ? AND n.start < ? AND n.group_key IN ({})"
                " ORDER BY n.kind = 'misspelling', n.uid != g.best_uid, n.rank, length(n.text), n.uid",
                those,
                (word, word + _LAST),
            )
            for row in rows:
                found.setdefault(row["group_key"], FoundName(row["text"], NameKind(row["kind"]), row["uid"]))
        return found

    def holdings(self) -> Holdings:
        """How much there is and how old it is, without reading a row for every monograph."""
        value = self._connections.value
        with self._connections.reading():
            bundled = "SELECT version_id FROM monographs WHERE removed_at IS NULL AND uid IN (SELECT uid FROM bundled)"
            edge = f"SELECT v.effective_date {CURRENT} v.effective_date != '' ORDER BY v.effective_date"
            return Holdings(
                monographs=int(value("SELECT coalesce(sum(count), 0) FROM drug_groups")),
                drugs=int(value("SELECT count(*) FROM drug_groups")),
                bundled=int(value(f"SELECT count(*) FROM versions WHERE bundled AND id IN ({bundled})")),  # noqa: S608
                oldest=value(f"{edge} LIMIT 1") or "",
                newest=value(f"{edge} DESC LIMIT 1") or "",
            )

    def _of(self, statement: str, keys: Iterable[str], parameters: Sequence[object] = ()) -> list[Row]:
        """A statement, with a place for the keys, run for as many of them at a time as SQLite takes."""
        wanted = list(dict.fromkeys(keys))
        rows: list[Row] = []
        for start in range(0, len(wanted), _MOST_PARAMETERS):
            some = wanted[start : start + _MOST_PARAMETERS]
            rows += self._connections.rows(statement.format(",".join("?" * len(some))), (*parameters, *some))
        return rows


def drug_group(row: Row) -> DrugGroup:
    """A row of the table as a value."""
    return DrugGroup(
        key=row["key"],
        title=row["title"],
        count=row["count"],
        best_uid=row["best_uid"],
        names=tuple(json.loads(row["names"])),
        sharing=tuple(json.loads(row["sharing"])),
        mark=f"{row['sort_key']}\0{row['key']}",
    )
