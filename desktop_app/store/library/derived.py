"""What library.db derives from its own content so that a list opens at once: groups of drugs, names by beginnings.

It is brought up to date in the transaction that changes the content, and made anew where this Materia derives
something else than the one that wrote the file (`DERIVED`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from sqlite3 import Connection

from desktop_app.monograph.ingredients import called_without_salt, without_solvents
from desktop_app.monograph.model import Monograph, NameKind
from desktop_app.store.library.rows import folded, looked_up

DERIVED = 2
"""To be raised whenever what is derived changes, or the digest of the same content."""

_BRANDS_SHOWN = 12
_MOST_INGREDIENTS = 3
"""Vaccines and mixtures of vitamins are known by their own names."""
_LOOKED_AT = 20
"""So many of the best monographs of a group give it its brands."""
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_NO_WORD = re.compile(r"\A[\W_]+")
CURRENT = "FROM monographs m JOIN versions v ON v.id = m.version_id WHERE m.removed_at IS NULL AND"
BEST_FIRST = "v.bundled, v.completeness DESC, v.effective_date DESC, v.text_size DESC, v.uid"

GROUPS = (
    "SELECT g.*, (SELECT json_group_array(o.title) FROM (SELECT title FROM drug_groups WHERE moiety_key = g.moiety_key"
    " AND key != g.key ORDER BY sort_key, key) o) AS sharing FROM drug_groups g"
)
"""Rows of the list of drugs, each with the titles of those that have its active moiety too."""


def words_of(text: str) -> str:
    """A folded name without what stands between its words."""
    return " ".join(_WORD.findall(text))


def index_names(connection: Connection, uid: str, monograph: Monograph | None, *, key: str, bundled: bool) -> None:
    """Make the names of a monograph, or none, those by which it is found."""
    connection.execute("DELETE FROM name_index WHERE uid = ?", (uid,))
    if monograph is not None:
        connection.executemany(
            "INSERT OR IGNORE INTO name_index (start, uid, folded, words, group_key, text, kind, rank)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            _name_rows(monograph, key, bundled=bundled),
        )


def _name_rows(monograph: Monograph, key: str, *, bundled: bool) -> Iterator[tuple[object, ...]]:
    title = looked_up(monograph.title)
    kinds = {looked_up(name.text): name.kind for name in monograph.names}
    called = [(monograph.title, kinds.get(title, NameKind.GENERIC))]
    called += [(name.text, name.kind) for name in monograph.names]
    called += [(_in_sentence_case(substance), NameKind.GENERIC) for substance in monograph.substances]
    bases = (called_without_salt(substance, monograph.moieties) for substance in monograph.substances)
    called += [(_in_sentence_case(without_solvents(base)), NameKind.GENERIC) for base in bases if base]
    for text, kind in called:
        whole = looked_up(text)
        rank = 4 * (kind is NameKind.MISSPELLING) + 2 * (whole != title) + bundled
        if whole:
            yield whole, monograph.uid, whole, words_of(whole), key, text, kind.value, rank
            for space in re.finditer(" ", whole):
                yield whole[space.end() :], monograph.uid, whole, None, key, text, kind.value, rank


def refresh_groups(connection: Connection, keys: Iterable[str]) -> None:
    """Bring the rows of these groups up to date with their monographs."""
    for key in keys:
        condition = f"{CURRENT} v.group_key = ?"
        (count,) = connection.execute(f"SELECT count(*) {condition}", (key,)).fetchone()
        if not count:
            connection.execute("DELETE FROM drug_groups WHERE key = ?", (key,))
            continue
        members = connection.execute(
            "SELECT v.id, v.uid, v.title, v.title_folded, v.substances, v.moiety_key"
            f" {condition} ORDER BY {BEST_FIRST} LIMIT ?",
            (key, _LOOKED_AT),
        ).fetchall()
        title = _group_title(connection, key, members[0]["title"], json.loads(members[0]["substances"]))
        moieties = (row["moiety_key"] for row in members)
        names = _brands(connection, [row["id"] for row in members], title)
        connection.execute(
            "INSERT OR REPLACE INTO drug_groups (key, title, sort_key, count, best_uid, names, moiety_key)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(key, title, _sort_key(title), count, members[0]["uid"]),
                # What its accounts say that it is in the body; where none does, it goes by its own name.
                *(json.dumps(names, ensure_ascii=False), next(filter(None, moieties), key)),
            ),
        )


def _group_title(connection: Connection, key: str, best: str, substances: list[str]) -> str:
    """What one of them is called that is called like the drug; else the ingredients, but where these are none or too
    many to be read, the best one's title."""
    called = connection.execute(
        f"SELECT v.title {CURRENT} v.group_key = ? AND v.title_folded = ? ORDER BY {BEST_FIRST} LIMIT 1", (key, key)
    ).fetchone()
    if called is not None:
        return _in_sentence_case(called[0])
    if not 0 < len(substances) <= _MOST_INGREDIENTS:
        return _in_sentence_case(best)
    return ", ".join(_in_sentence_case(without_solvents(substance)) for substance in sorted(substances, key=folded))


def _in_sentence_case(name: str) -> str:
    """A name that shouts (ATORVASTATIN CALCIUM) as it is written in a text; any other as it is."""
    return name.capitalize() if name.isupper() and len(name) > 4 else name  # DMSO, ACTH


def _brands(connection: Connection, versions: list[int], title: str) -> list[str]:
    places = ",".join("?" * len(versions))
    rows = connection.execute(
        f"SELECT text FROM names WHERE version_id IN ({places}) AND kind = 'brand' ORDER BY place",  # noqa: S608
        versions,
    )
    distinct: dict[str, str] = {}
    for row in rows:
        distinct.setdefault(folded(row["text"]), row["text"])
    distinct.pop(folded(title), None)
    return list(distinct.values())[:_BRANDS_SHOWN]


def _sort_key(title: str) -> str:
    """Orders titles as they would be looked up: what begins with no letter first, accents and quotes aside."""
    plain = _NO_WORD.sub("", looked_up(title))
    return ("1" if plain[:1].isalpha() else "0") + plain
