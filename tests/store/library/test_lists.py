"""The list of drugs: grouped, in order, found by any name, and a page at a time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.monograph.digest import digest
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Name, NameKind, Section
from desktop_app.store.connections import Connections
from desktop_app.store.library.derived import BEST_FIRST, CURRENT
from desktop_app.store.library.rows import section_rows, version_row
from desktop_app.store.library.schema import LIBRARY
from desktop_app.store.library.store import LibraryStore
from desktop_app.store.migrations import bring_up_to_date
from desktop_app.store.schema import Schema

AT = "2026-01-01T00:00:00Z"
Put = Callable[..., str]


@pytest.fixture
def put(library: LibraryStore, make_monograph: Callable[..., Monograph]) -> Put:
    """Puts a label with these ingredients, and answers its uid."""

    def put(
        uid: str, title: str, *substances: str, text: str = "t", date: str = "2019", brand: str = "", kinds: int = 2
    ) -> str:
        made = make_monograph(uid, title, text)
        more = tuple(
            Section(f"more-{number}", kind, "More", "<p>More.</p>", 2 + number)
            for number, kind in enumerate(list(Kind)[4 : 2 + kinds])
        )
        monograph = replace(
            made,
            substances=substances,
            names=(Name(brand, NameKind.BRAND),) if brand else (),
            sections=(*made.sections, *more),
            provenance=replace(made.provenance, effective_date=date),
        )
        library.put(monograph, imported_at=AT, bundled=uid.startswith("bundled:"))
        return uid

    return put


def titles(library: LibraryStore, wanted: str = "") -> list[str]:
    return [group.title for group in library.lists.groups(wanted)]


def test_labels_with_the_same_ingredients_are_one_drug(library: LibraryStore, put: Put) -> None:
    put("spl:1", "LIPITOR", "ATORVASTATIN", brand="Lipitor")
    put("spl:2", "Atorvastatin tablets", "Atorvastatin ", brand="Atorva")
    put("spl:3", "CADUET", "ATORVASTATIN", "AMLODIPINE", brand="Caduet")
    put("spl:4", "Other", "Amlodipine", "atorvastatin")
    both, one = library.lists.groups()
    assert (both.key, both.count) == ("amlodipine + atorvastatin", 2)
    assert (one.key, one.title, one.count, sorted(one.names)) == (
        "atorvastatin",
        "Atorvastatin",
        2,
        ["Atorva", "Lipitor"],
    )
    assert library.lists.group_of("spl:3") == both
    assert library.lists.group_of("spl:9") is None
    assert (library.lists.count(), library.lists.group_count()) == (4, 2)
    assert {summary.group_key for summary in library.lists.group("atorvastatin")} == {"atorvastatin"}


def test_an_article_called_like_the_ingredient_stands_with_its_labels(library: LibraryStore, put: Put) -> None:
    put("spl:1", "LIORESAL", "BACLOFEN")
    put("article:en:Baclofen", "Baclofen")
    (group,) = library.lists.groups()
    assert (group.title, group.count) == ("Baclofen", 2)


def test_a_drug_without_known_ingredients_is_called_by_its_title(library: LibraryStore, put: Put) -> None:
    put("local:x", "Wound care NOS")
    put("spl:1", "Some kit", "ACTH", "SODIUM CHLORIDE")
    assert titles(library) == ["ACTH, Sodium chloride", "Wound care NOS"]


def test_a_group_opens_on_the_most_complete_then_the_newest(library: LibraryStore, put: Put) -> None:
    put("bundled:1", "B", "X", kinds=9)
    put("spl:short", "S", "X", date="2026")
    put("spl:old", "O", "X", kinds=6, date="2018-01-01")
    put("spl:new", "N", "X", kinds=6, date="2024-06-01")
    put("spl:longer", "L", "X", kinds=6, date="2001-01-01", text="word " * 200)
    order = [summary.uid for summary in library.lists.group("x")]
    assert order == ["spl:longer", "spl:new", "spl:old", "spl:short", "bundled:1"]
    assert library.lists.groups()[0].best_uid == "spl:longer"
    library.remove("spl:longer", removed_at=AT)
    assert library.lists.groups()[0].best_uid == "spl:new"


def test_groups_follow_what_is_changed_removed_and_restored(library: LibraryStore, put: Put) -> None:
    put("spl:1", "A", "X")
    put("spl:1", "A", "Y")
    assert [group.key for group in library.lists.groups()] == ["y"]
    library.remove("spl:1", removed_at=AT)
    assert library.lists.groups() == []
    assert library.lists.groups("a") == []
    assert library.lists.count() == 0
    library.restore("spl:1")
    assert [group.key for group in library.lists.groups("a")] == ["y"]


def test_drugs_stand_as_they_would_be_looked_up_and_come_a_page_at_a_time(library: LibraryStore, put: Put) -> None:
    for number, title in enumerate(["Zinc", "ácido", "5-FU", "“Azathioprine”", "Baclofen"]):
        put(f"local:{number}", title)
    order = ["5-FU", "ácido", "“Azathioprine”", "Baclofen", "Zinc"]
    assert titles(library) == order
    pages, after = [], ""
    while page := library.lists.groups(limit=2, after=after):
        pages.append([group.title for group in page])
        after = page[-1].mark
    assert pages == [order[:2], order[2:4], order[4:]]


@pytest.mark.parametrize("wanted", ["lip", "  LIPITOR ", "tablets atorva", "ator", "película", "pelicula"])
def test_a_drug_is_found_by_the_beginnings_of_words_of_any_name(library: LibraryStore, put: Put, wanted: str) -> None:
    put("spl:1", "Atorvastatin tablets película", "ATORVASTATIN", brand="Lipitor")
    put("spl:2", "Baclofen tablets", "BACLOFEN")
    assert [group.key for group in library.lists.groups(wanted)] == ["atorvastatin"]
    assert library.lists.groups("itor") == []


def test_summaries_of_some_are_those_of_all(library: LibraryStore, put: Put) -> None:
    uids = [put(f"spl:{number}", f"T{number}", brand=f"B{number}") for number in range(5)]
    every = {summary.uid: summary for summary in library.summaries()}
    assert library.lists.of([*uids[1:3], "spl:99", uids[1]]) == {uid: every[uid] for uid in uids[1:3]}
    assert library.lists.of([]) == {}


def test_more_are_asked_for_than_one_statement_takes(library: LibraryStore, put: Put) -> None:
    uids = [put(f"spl:{number}", "T", brand="B") for number in range(3)]
    asked = [f"spl:none-{number}" for number in range(1500)]
    assert set(library.lists.of([*asked, *uids])) == set(uids)


def test_a_library_of_the_first_schema_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    dump = (Path(__file__).parent / "library-schema-1.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(path)) as old:
        old.executescript(dump)
    with closing(LibraryStore(path)) as library:
        assert titles(library) == ["Áspirin", "Baclofen"]
        assert [group.key for group in library.lists.groups("lior")] == ["baclofen"]
        assert [version.number for version in library.versions("local:baclofen")] == [2, 1]
        newest = library.get("local:baclofen")
        assert newest is not None
        assert "New." in newest.sections[0].html
        revision = library.revision
        # What was imported before is not taken for something new.
        assert library.put(newest, imported_at=AT) == "unchanged"
        assert library.versions("local:baclofen")[0].digest == digest(newest)
        assert library.revision == revision
        given = library.rows("SELECT DISTINCT given, matched, missing FROM versions")
        assert [tuple(row) for row in given] == [(1, 1, 1)]
        (origin,) = library.rows("SELECT name, sha256, imported_at FROM origins")
        assert tuple(origin) == ("a.md", "00", "2026-01-01T00:00:00Z")
        assert library.restore("local:gone")
        assert titles(library) == ["Áspirin", "Baclofen", "Gone"]
        assert library.check() == []
    assert [copy.name.rpartition("-")[0] for copy in tmp_path.glob("library-schema1-*.db")] == ["library-schema1"]


def test_labels_that_were_grouped_by_their_moiety_are_taken_apart(
    tmp_path: Path, make_monograph: Callable[..., Monograph]
) -> None:
    """An older library has the moieties as ingredients; the ingredients stand in the text of the product data."""
    path = tmp_path / "library.db"
    fumarates = ("DIMETHYL FUMARATE", "DIROXIMEL FUMARATE")

    def label(name: str) -> Monograph:
        row = f"<tr><td>{name}</td><td>U</td><td>MONOMETHYL FUMARATE</td><td>1 mg</td><td></td></tr>"
        table = f"<h3>X</h3><table><caption>Active ingredients</caption><tbody>{row}</tbody></table>"
        made = make_monograph(f"spl:{name}", name.title())
        return replace(
            made,
            sections=(*made.sections, Section("product-data", Kind.FORMS, "Product data", table, 9)),
            substances=(name,),
            moieties=("MONOMETHYL FUMARATE",),
            names=(),
            references=(),
            provenance=replace(made.provenance, source_kind="spl"),
        )

    older = Schema(
        LIBRARY.name, LIBRARY.application_id, LIBRARY.steps[: [name for name, _ in LIBRARY.steps].index("ingredients")]
    )
    with closing(Connections(path, "library")) as connections:
        bring_up_to_date(connections, older)
        with connections.writing() as db:
            for number, name in enumerate(fumarates, 1):
                monograph = label(name)
                row = version_row(monograph, imported_at=AT, bundled=False) | {"id": number, "number": 1}
                row |= {"substances": '["MONOMETHYL FUMARATE"]', "group_key": "monomethyl fumarate", "digest": "old"}
                columns = {line[1] for line in db.execute("PRAGMA table_info(versions)")}
                db.execute("INSERT INTO monographs (uid, uid_folded) VALUES (?, ?)", [monograph.uid, monograph.uid])
                db.table("versions").insert({key: value for key, value in row.items() if key in columns})
                db.table("sections").insert_all(section_rows(number, monograph.sections))
                db.execute("UPDATE monographs SET version_id = ? WHERE uid = ?", [number, monograph.uid])
            db.execute("UPDATE library SET derived = 1")
    with closing(LibraryStore(path)) as library:
        assert [(group.title, group.sharing) for group in library.lists.groups()] == [
            ("Dimethyl Fumarate", ("Diroximel Fumarate",)),
            ("Diroximel Fumarate", ("Dimethyl Fumarate",)),
        ]
        assert library.put(label(fumarates[0]), imported_at=AT) == "unchanged", "as if it were imported anew"


def test_what_an_older_materia_derived_is_derived_anew(library: LibraryStore, put: Put, tmp_path: Path) -> None:
    put("spl:1", "A", "X")
    with library.writing() as writing:
        writing.execute("UPDATE library SET derived = 0")
        writing.execute("UPDATE drug_groups SET title = 'wrong'")
        writing.execute("UPDATE versions SET group_key = 'wrong', digest = 'wrong'")
        writing.execute("DELETE FROM name_index")
    with closing(LibraryStore(tmp_path / "library.db", read_only=True)) as shared:
        assert titles(shared) == ["wrong"]
    with closing(LibraryStore(tmp_path / "library.db")) as again:
        assert [(group.key, group.title) for group in again.lists.groups("a")] == [("x", "X")]
        monograph = again.get("spl:1")
        assert monograph is not None
        assert again.versions("spl:1")[0].digest == digest(monograph)
        assert json.loads(again.rows("SELECT substances FROM versions")[0][0]) == ["X"]


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT count(*) {CURRENT} v.group_key = ?",
        f"SELECT v.* {CURRENT} v.group_key = ? ORDER BY {BEST_FIRST} LIMIT 20",
        f"SELECT v.title {CURRENT} v.group_key = ? AND v.title_folded = 'x' ORDER BY {BEST_FIRST} LIMIT 1",
        f"SELECT v.* {CURRENT} m.uid = ?",
        "SELECT folded FROM name_index WHERE start >= ? AND start < 'x' GROUP BY folded",
        "SELECT min(folded) FROM name_index WHERE words IN (?, 'x') GROUP BY words",
        "SELECT * FROM drug_groups WHERE (sort_key, key) > (?, 'x') ORDER BY sort_key, key LIMIT 20",
    ],
)
def test_no_list_reads_the_whole_library(library: LibraryStore, query: str) -> None:
    """With 20,000 labels, storing each took ten times as long while one of these did."""
    plan = [row["detail"] for row in library.rows(f"EXPLAIN QUERY PLAN {query}", ("x",))]
    assert plan
    assert not [step for step in plan if step.startswith("SCAN")]


def test_a_drug_of_many_ingredients_is_called_as_its_best_monograph_is(library: LibraryStore, put: Put) -> None:
    put("spl:1", "Flucelvax", "A/Darwin", "A/Delaware", "B/Singapore")
    put("spl:2", "AQUADEKS", "RETINOL", "THIAMINE", "NIACIN", "BIOTIN")
    assert titles(library) == ["A/Darwin, A/Delaware, B/Singapore", "Aquadeks"]
