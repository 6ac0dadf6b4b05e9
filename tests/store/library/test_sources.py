"""Files that brought content: named for every monograph, taken out with all that they alone brought, and put back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop_app.monograph.model import Media, Monograph
from desktop_app.store.library.sources import LibrarySources
from desktop_app.store.library.store import LibraryStore
from desktop_app.store.library.values import Origin

AT, LATER = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"
MARCH = Origin("march.zip", "/in/march.zip", "m" * 64, 10, "2026-03-01T00:00:00Z")
MAY = Origin("may.zip", "/in/may.zip", "y" * 64, 20, "2026-05-01T00:00:00Z")


def picture(sha256: str) -> Media:
    return Media(sha256, "image/png", 3, 2, sha256.encode())


@pytest.fixture
def sources(library: LibraryStore) -> LibrarySources:
    return LibrarySources(library)


@pytest.fixture
def bring(library: LibraryStore, make_monograph: Callable[..., Monograph]) -> Callable[..., Monograph]:
    """Imports a text for a uid from a file."""

    def bring(uid: str, text: str, origin: Origin | None, *media: Media, at: str = AT) -> Monograph:
        monograph = make_monograph(uid, uid.removeprefix("spl:"), text)
        library.put(monograph, media, imported_at=at, origin=origin)
        return monograph

    return bring


def ids(sources: LibrarySources) -> dict[str, int]:
    return {source.name: source.id for source in sources.all()}


def uids(library: LibraryStore) -> list[str]:
    return [summary.uid for summary in library.summaries()]


def test_it_is_told_which_file_brought_what(
    library: LibraryStore, sources: LibrarySources, bring: Callable[..., Monograph]
) -> None:
    bring("spl:a", "old", MARCH)
    bring("spl:a", "new", MAY, at=LATER)
    bring("spl:a", "new", MARCH, at=LATER)
    told = [(arrival.number, arrival.origin, arrival.at) for arrival in sources.why("spl:a")]
    assert told == [(2, MARCH, LATER), (2, MAY, LATER), (1, MARCH, AT)]
    assert sources.why("spl:b") == []
    newest, first = sources.all()
    assert (newest.name, newest.monographs, newest.imported_at, newest.removed_at) == ("may.zip", 1, LATER, None)
    assert (first.name, first.monographs, first.size) == ("march.zip", 1, 10)


def test_a_file_is_taken_out_with_what_it_alone_brought_and_put_back(
    library: LibraryStore, sources: LibrarySources, bring: Callable[..., Monograph]
) -> None:
    bring("spl:a", "t", MARCH)
    bring("spl:b", "t", MARCH)
    bring("spl:c", "t", None)
    library.remove("spl:b", removed_at=AT)
    march = ids(sources)["march.zip"]
    assert sources.remove(march, removed_at=LATER) == ["spl:a"]
    assert uids(library) == ["spl:c"]
    assert sources.all()[0].removed_at == LATER
    assert sources.remove(march, removed_at=LATER) == []
    assert sources.remove(99, removed_at=LATER) == []
    assert sources.restore(march) == ["spl:a"]
    assert uids(library) == ["spl:a", "spl:c"]  # what was removed by itself stays so
    assert sources.restore(march) == []
    assert [group.count for group in library.lists.groups("a")] == [1]


def test_without_the_file_of_the_newest_version_the_one_before_stands_again(
    library: LibraryStore, sources: LibrarySources, bring: Callable[..., Monograph]
) -> None:
    old = bring("spl:a", "old", MARCH)
    new = bring("spl:a", "new", MAY)
    revision = library.revision
    assert sources.remove(ids(sources)["may.zip"], removed_at=LATER) == []
    assert library.get("spl:a") == old
    assert library.changed_since(revision) == [("spl:a", False)]
    assert sources.restore(ids(sources)["may.zip"]) == ["spl:a"]
    assert library.get("spl:a") == new


def test_what_two_files_brought_stays_while_one_does(
    library: LibraryStore, sources: LibrarySources, bring: Callable[..., Monograph]
) -> None:
    bring("spl:a", "t", MARCH)
    with library.writing() as writing:
        writing.arrived(1, MAY, item="may.zip › a.xml", sha256="0", at=LATER)
    assert sources.remove(ids(sources)["march.zip"], removed_at=LATER) == []
    assert sources.remove(ids(sources)["may.zip"], removed_at=LATER) == ["spl:a"]
    assert sources.restore(ids(sources)["march.zip"]) == ["spl:a"]


def test_importing_a_removed_file_again_brings_it_back(
    library: LibraryStore, sources: LibrarySources, bring: Callable[..., Monograph]
) -> None:
    bring("spl:a", "t", MARCH)
    sources.remove(ids(sources)["march.zip"], removed_at=LATER)
    bring("spl:a", "t", MARCH)
    assert uids(library) == ["spl:a"]
    assert [source.removed_at for source in sources.all()] == [None]


def test_what_was_removed_is_deleted_for_good_with_pictures_that_nothing_shows(
    library: LibraryStore, sources: LibrarySources, bring: Callable[..., Monograph]
) -> None:
    bring("spl:a", "old", MAY, picture("old"))
    bring("spl:a", "new", MARCH, picture("both"), picture("a"))
    kept = bring("spl:b", "t", MAY, picture("both"))
    sources.remove(ids(sources)["march.zip"], removed_at=LATER)
    library.remove("spl:a", removed_at=LATER)
    assert library.media("a") == picture("a")
    assert sources.forget_removed() == 1
    assert library.media("a") is None
    assert library.media("old") is None
    assert library.media("both") == picture("both")
    assert library.media_of("spl:b") == [picture("both")]
    assert library.get("spl:b") == kept
    assert library.get("spl:a", 1) is None
    assert not library.restore("spl:a")
    assert [source.name for source in sources.all()] == ["may.zip"]
    assert library.changed_since(library.revision - 1) == [("spl:a", True)]
    assert library.check() == []
    assert sources.forget_removed() == 0


def test_a_version_whose_file_is_gone_is_deleted_for_good_too(
    library: LibraryStore, sources: LibrarySources, bring: Callable[..., Monograph]
) -> None:
    bring("spl:a", "old", MARCH)
    bring("spl:a", "new", MAY)
    sources.remove(ids(sources)["march.zip"], removed_at=LATER)
    assert sources.forget_removed() == 0
    assert [version.number for version in library.versions("spl:a")] == [2]


def test_a_bundled_monograph_that_was_deleted_for_good_does_not_come_back(
    library: LibraryStore, sources: LibrarySources, make_monograph: Callable[..., Monograph]
) -> None:
    library.put_bundled(make_monograph(), file_name="b.md", fingerprint="1", imported_at=AT)
    library.remove("local:baclofen", removed_at=AT)
    sources.forget_removed()
    library.put_bundled(make_monograph(text="New."), file_name="b.md", fingerprint="2", imported_at=AT)
    assert uids(library) == []
    library.put(replace(make_monograph(), title="Mine"), imported_at=AT)
    assert uids(library) == ["local:baclofen"]


def test_statistics_count_what_there_is(
    library: LibraryStore, sources: LibrarySources, bring: Callable[..., Monograph]
) -> None:
    bring("spl:a", "old", MARCH)
    bring("spl:a", "new", MARCH, picture("abc"))
    bring("spl:b", "t", MAY)
    library.remove("spl:b", removed_at=AT)
    stats = sources.stats()
    assert (stats.monographs, stats.groups, stats.versions, stats.removed) == (1, 1, 3, 1)
    assert (stats.sources, stats.media, stats.media_bytes) == (2, 1, 3)
    assert stats.bytes == library.path.stat().st_size
