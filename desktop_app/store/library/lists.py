"""Lists of what is in the library: monographs, groups of them, names. None reads any text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from sqlite3 import Row

from desktop_app.monograph.model import Name
from desktop_app.store.connections import Connections
from desktop_app.store.library.derived import BEST_FIRST, CURRENT, GROUPS
from desktop_app.store.library.groups import drug_group
from desktop_app.store.library.rows import folded, looked_up, name_of
from desktop_app.store.library.values import DrugGroup, MonographSummary

_MOST_PARAMETERS = 500
"""SQLite takes at least 999 in a statement."""
_LAST = "\U0010ffff"


class LibraryLists:
    """The lists of one library."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def count(self) -> int:
        """How many monographs there are."""
        return int(self._connections.value("SELECT coalesce(sum(count), 0) FROM drug_groups"))

    def all(self) -> list[MonographSummary]:
        """Every monograph, by title."""
        return self._summaries("TRUE")

    def uids(self) -> list[str]:
        """The uids of all monographs, by title."""
        rows = self._connections.rows(f"SELECT m.uid {CURRENT} TRUE ORDER BY v.title_folded, m.uid")
        return [row["uid"] for row in rows]

    def own_uids(self) -> list[str]:
        """The uids of all monographs that did not come with Materia, by title."""
        rows = self._connections.rows(f"SELECT m.uid {CURRENT} NOT v.bundled ORDER BY v.title_folded, m.uid")
        return [row["uid"] for row in rows]

    def of(self, uids: Iterable[str]) -> dict[str, MonographSummary]:
        """Those of these monographs that are there."""
        wanted = list(dict.fromkeys(uids))
        found: dict[str, MonographSummary] = {}
        for start in range(0, len(wanted), _MOST_PARAMETERS):
            some = wanted[start : start + _MOST_PARAMETERS]
            summaries = self._summaries(f"m.uid IN ({','.join('?' * len(some))})", *some)
            found.update((summary.uid, summary) for summary in summaries)
        return found

    def titles(self, uids: Iterable[str]) -> dict[str, str]:
        """The titles of those of these monographs that are there."""
        wanted = list(dict.fromkeys(uids))
        found: dict[str, str] = {}
        for start in range(0, len(wanted), _MOST_PARAMETERS):
            some = wanted[start : start + _MOST_PARAMETERS]
            rows = self._connections.rows(
                f"SELECT m.uid, v.title {CURRENT} m.uid IN ({','.join('?' * len(some))})", some
            )
            found.update((row["uid"], row["title"]) for row in rows)
        return found

    def called(self, name: str) -> list[MonographSummary]:
        """The monographs whose uid, title or any name this is, case aside; by title."""
        wanted = folded(name)
        return self._summaries(
            "m.uid IN (SELECT uid FROM monographs WHERE uid_folded = ?"
            " UNION SELECT uid FROM versions WHERE title_folded = ?"
            " UNION SELECT v.uid FROM names n JOIN versions v ON v.id = n.version_id WHERE n.folded = ?)"
            " AND (m.uid_folded = ? OR v.title_folded = ?"
            " OR v.id IN (SELECT version_id FROM names WHERE folded = ?))",
            *(wanted,) * 6,
        )

    def group_count(self) -> int:
        """How many drugs there are."""
        return int(self._connections.value("SELECT count(*) FROM drug_groups"))

    def groups(self, wanted: str = "", *, limit: int = -1, after: str = "") -> list[DrugGroup]:
        """Drugs by title, those after the one with the mark `after`.

        `wanted`: only those of which every word begins a word in a title or name of one of their monographs.
        """
        conditions, parameters = ["TRUE"], []
        for word in looked_up(wanted).split():
            conditions.append("g.key IN (SELECT group_key FROM name_index WHERE start >= ? AND start < ?)")
            parameters += [word, word + _LAST]
        if after:
            sort_key, _, key = after.partition("\0")
            conditions.append("(g.sort_key, g.key) > (?, ?)")
            parameters += [sort_key, key]
        rows = self._connections.rows(
            f"{GROUPS} WHERE {' AND '.join(conditions)} ORDER BY g.sort_key, g.key LIMIT ?",
            (*parameters, limit),
        )
        return [drug_group(row) for row in rows]

    def group_of(self, uid: str) -> DrugGroup | None:
        """The group that a monograph is in."""
        rows = self._connections.rows(
            f"{GROUPS} WHERE g.key = (SELECT v.group_key {CURRENT} m.uid = ?)",
            (uid,),
        )
        return drug_group(rows[0]) if rows else None

    def group(self, key: str) -> list[MonographSummary]:
        """The monographs of a group, best first."""
        return self._summaries("v.group_key = ?", key, order=BEST_FIRST)

    def _summaries(
        self, condition: str, *parameters: object, order: str = "v.title_folded, m.uid"
    ) -> list[MonographSummary]:
        """`condition` and `order` are this module's own: nothing of the user's goes into the text of a statement."""
        names: defaultdict[int, list[Name]] = defaultdict(list)
        with self._connections.reading():
            rows = self._connections.rows(f"SELECT v.* {CURRENT} {condition} ORDER BY {order}", parameters)
            for row in self._names([row["id"] for row in rows]):
                names[row["version_id"]].append(name_of(row))
        return [_summary_of(row, names[row["id"]]) for row in rows]

    def _names(self, versions: Sequence[int]) -> list[Row]:
        found: list[Row] = []
        for start in range(0, len(versions), _MOST_PARAMETERS):
            some = versions[start : start + _MOST_PARAMETERS]
            found += self._connections.rows(
                f"SELECT * FROM names WHERE version_id IN ({','.join('?' * len(some))}) ORDER BY version_id, place",  # noqa: S608
                some,
            )
        return found


def _summary_of(row: Row, names: Iterable[Name]) -> MonographSummary:
    return MonographSummary(
        uid=row["uid"],
        title=row["title"],
        language=row["language"],
        names=tuple(names),
        section_count=row["section_count"],
        source_kind=row["source_kind"],
        publisher=row["publisher"],
        version=row["version"],
        effective_date=row["effective_date"],
        imported_at=row["imported_at"],
        missing=row["missing"],
        bundled=bool(row["bundled"]),
        number=row["number"],
        notice=row["notice"],
        relayed=bool(row["relayed"]),
        group_key=row["group_key"],
    )
