"""Names in the library, looked up by their beginnings at every keystroke: each query reads what it answers, not all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.monograph.model import NameKind
from desktop_app.store.connections import Connections

_LAST = "\U0010ffff"
_NAMES_OF_A_DRUG = 12
"""So many names of one drug are looked through for each name that is given."""
_TITLE = "t.uid = n.uid AND t.words NOT NULL AND t.rank & 2 = 0"
"""Of the row `t` that is the title of the monograph of the row `n`."""


@dataclass(frozen=True, slots=True)
class NamedMonograph:
    """A name, and the monograph that is opened by it."""

    name: str
    kind: NameKind
    uid: str
    title: str
    count: int
    """How many monographs have this name."""


class LibraryNames:
    """The names of one library; names that are handed in or out are folded as `looked_up` does."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def beginning(self, typed: str, limit: int) -> list[str]:
        """Names of which the whole, or what follows a space in it, begins so: the exact one first, then those that
        begin so themselves, names of drugs and titles before other names.

        The labels of one drug call it by many names (`X calcium`, `X tablets`): of these only the first is given, and
        its brands.
        """
        rows = self._connections.rows(
            "SELECT folded, max(kind = 'brand') AS brand,"
            " min(group_key) AS key, min(group_key) = max(group_key) AS of_one"
            " FROM name_index WHERE start >= ? AND start < ? GROUP BY folded ORDER BY folded != ?,"
            " NOT (folded >= ? AND folded < ?), max(folded = group_key) = 0, min(rank) & 2, folded LIMIT ?",
            (typed, typed + _LAST, typed, typed, typed + _LAST, limit * _NAMES_OF_A_DRUG),
        )
        keys = sorted({row["key"] for row in rows if row["of_one"]})
        counted = self._connections.rows(
            f"SELECT key FROM drug_groups WHERE count > 1 AND key IN ({','.join('?' * len(keys))})",  # noqa: S608
            keys,
        )
        several = {row["key"] for row in counted}
        given: set[str] = set()
        found = []
        for row in rows:
            key = row["key"] if row["of_one"] else ""
            if key not in given or row["brand"]:
                found.append(row["folded"])
            if key in several and not row["brand"]:
                given.add(key)
        return found[:limit]

    def is_name(self, folded: str) -> bool:
        """Whether a monograph is called so."""
        rows = self._connections.rows(
            "SELECT 1 FROM name_index WHERE start = ? AND folded = ? LIMIT 1", (folded, folded)
        )
        return bool(rows)

    def with_words(self, runs: Sequence[str]) -> dict[str, str]:
        """Which of these runs of words are names, and the name that each is."""
        rows = self._connections.rows(
            f"SELECT words, min(folded) AS folded FROM name_index WHERE words IN ({','.join('?' * len(runs))})"  # noqa: S608
            " GROUP BY words",
            runs,
        )
        return {row["words"]: row["folded"] for row in rows}

    def named(self, folded: str) -> NamedMonograph | None:
        """What a name opens: what has it as its title before what has it besides, the user's own before what comes
        along, and of several the best of its drug."""
        owners = (folded, folded)
        rows = self._connections.rows(
            "SELECT n.text, n.kind, n.uid, t.text AS title FROM name_index n"  # noqa: S608
            f" JOIN name_index t ON {_TITLE} LEFT JOIN drug_groups g ON g.key = n.group_key"
            " WHERE n.start = ? AND n.folded = ? ORDER BY n.rank, g.best_uid != n.uid, n.uid LIMIT 1",
            owners,
        )
        if not rows:
            return None
        (row,) = rows
        count = self._connections.value("SELECT count(*) FROM name_index WHERE start = ? AND folded = ?", owners)
        return NamedMonograph(row["text"], NameKind(row["kind"]), row["uid"], row["title"], count)

    def brands(self, folded: str, limit: int) -> list[NamedMonograph]:
        """Brands that are titles of monographs with this name, where they do not repeat it; `title` is the name."""
        rows = self._connections.rows(
            "SELECT t.text, t.uid, t.folded, n.text AS name FROM name_index n"  # noqa: S608
            f" JOIN name_index t ON {_TITLE} AND t.kind = 'brand'"
            " WHERE n.start = ? AND n.folded = ? AND instr(' ' || t.folded || ' ', ?) = 0"
            " GROUP BY t.folded ORDER BY min(n.rank), min(n.uid) LIMIT ?",
            (folded, folded, f" {folded} ", limit),
        )
        counted = [
            self._connections.value(
                "SELECT count(*) FROM name_index WHERE start = ? AND folded = ?", (row["folded"], row["folded"])
            )
            for row in rows
        ]
        return [
            NamedMonograph(row["text"], NameKind.BRAND, row["uid"], row["name"], count)
            for row, count in zip(rows, counted, strict=True)
        ]

    def of_drugs(self) -> list[tuple[str, str]]:
        """Every name, with what tells its drug: the ingredients with ` + ` between them, else the title, folded."""
        rows = self._connections.rows("SELECT DISTINCT group_key, text FROM name_index WHERE words NOT NULL")
        return [(row["group_key"], row["text"]) for row in rows]

    def pairs(self) -> list[tuple[str, str, NameKind]]:
        """Each title with each other name of a monograph that has it, once."""
        rows = self._connections.rows(
            "SELECT DISTINCT v.title, n.text, n.kind FROM monographs m JOIN versions v ON v.id = m.version_id"
            " JOIN names n ON n.version_id = v.id WHERE m.removed_at IS NULL ORDER BY v.title_folded, m.uid, n.place"
        )
        return [(row["title"], row["text"], NameKind(row["kind"])) for row in rows]
