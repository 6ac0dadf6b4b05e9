"""Pages of an offline encyclopedia, chosen and read one at a time."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from libzim.writer import Creator, Hint, Item, StringProvider

from desktop_app.errors import CancelledError
from desktop_app.importers import items
from desktop_app.importers.limits import LIMITS, Limits
from desktop_app.importers.sources.choice import EVERYTHING, Choice
from desktop_app.importers.sources.items import Progress, items_in
from desktop_app.importers.sources.zim import has_drug_infobox, pages_in

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "zim"
DRUG = '<table class="infobox"><tr><th>Drug class</th><td>Muscle relaxant</td></tr></table>'


class Entry(Item):  # type: ignore[misc]
    def __init__(self, path: str, title: str, content: bytes, mimetype: str = "text/html") -> None:
        super().__init__()
        self._path, self._title, self._content, self._mimetype = path, title, content, mimetype

    def get_path(self) -> str:
        return self._path

    def get_title(self) -> str:
        return self._title

    def get_mimetype(self) -> str:
        return self._mimetype

    def get_contentprovider(self) -> StringProvider:
        return StringProvider(self._content)

    def get_hints(self) -> dict[Hint, bool]:
        return {Hint.FRONT_ARTICLE: self._mimetype == "text/html"}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("zim") / "small.zim"
    with Creator(path) as creator:
        for name, value in (("Language", "eng"), ("Creator", "Ward wiki"), ("Date", "2026-11-01"), ("Title", "Small")):
            creator.add_metadata(name, value)
        creator.add_item(
            Entry("Zorvamine", "Zorvamine", f'<p>{DRUG}</p><img src="./I/a%20b.png"><img src="gone.png">'.encode())
        )
        creator.add_item(Entry("Placebo", "Placebo", b"<p>Nothing in it.</p>"))
        creator.add_item(Entry("I/a b.png", "", b"picture", "image/png"))
        creator.add_item(Entry("style.css", "", b"p{}", "text/css"))
        creator.add_redirection("Zorvex", "Zorvex", "Zorvamine", {})
    return path


def pages(path: Path, choose: Choice = EVERYTHING, limits: Limits = LIMITS) -> dict[str, items.Item]:
    found = list(pages_in(path, "small.zim", choose, limits))
    assert all(isinstance(page, items.Item) for page in found), found
    return {page.name: page for page in found if isinstance(page, items.Item)}


def test_every_page_comes_with_its_pictures_and_what_the_archive_says(archive: Path) -> None:
    found = pages(archive)

    assert list(found) == ["Placebo", "Zorvamine"]
    page = found["Zorvamine"]
    assert (page.format, page.path) == ("encyclopedia", "small.zim › Zorvamine")
    assert page.beside == {"./I/a%20b.png": b"picture"}
    assert page.facts == {
        "creator": "Ward wiki",
        "language": "eng",
        "date": "2026-11-01",
        "title": "Zorvamine",
        "page": "Zorvamine",
        "redirects": "Zorvex",
    }


@pytest.mark.parametrize(
    ("choose", "names"),
    [
        (Choice(titles=frozenset({"ZORVEX"})), ["Zorvamine"]),
        (Choice(titles=frozenset({"placebo", "unknown"})), ["Placebo"]),
        (Choice(prefix="zor"), ["Zorvamine"]),
        (Choice(drugs_only=True), ["Zorvamine"]),
        (Choice(prefix="P", drugs_only=True), []),
    ],
)
def test_pages_are_chosen_by_title_beginning_or_infobox(archive: Path, choose: Choice, names: list[str]) -> None:
    assert list(pages(archive, choose)) == names


def test_the_share_gone_through_is_told(archive: Path) -> None:
    shares: list[float] = []

    list(pages_in(archive, "small.zim", EVERYTHING, LIMITS, moved=shares.append))

    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_page_over_the_limit_is_refused_and_the_rest_goes_on(archive: Path) -> None:
    refused, page = sorted(
        pages_in(archive, "small.zim", EVERYTHING, Limits(document_bytes=60)),
        key=lambda each: isinstance(each, items.Item),
    )

    assert isinstance(refused, items.Refused)
    assert "Zorvamine is larger than" in str(refused.error)
    assert isinstance(page, items.Item)


def test_pictures_over_the_limit_are_left_out(archive: Path) -> None:
    assert pages(archive, limits=Limits(picture_bytes=3))["Zorvamine"].beside == {}


@pytest.mark.parametrize("kept", [0, 40, 200])
def test_an_archive_that_is_damaged_is_refused(archive: Path, tmp_path: Path, kept: int) -> None:
    damaged = tmp_path / "damaged.zim"
    damaged.write_bytes(archive.read_bytes()[:kept])

    (refused,) = pages_in(damaged, "damaged.zim", EVERYTHING, LIMITS)

    assert isinstance(refused, items.Refused)
    assert "is not an archive that can be read" in str(refused.error)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_an_archive_with_wrong_bytes_never_raises(archive: Path, tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(archive.read_bytes())
    pointers = struct.unpack_from("<Q", content, 32)[0]
    near = st.integers(0, 200) | st.integers(pointers, len(content) - 1) | st.integers(0, len(content) - 1)
    for place in data.draw(st.lists(near, min_size=1, max_size=20)):
        content[place] = data.draw(st.integers(0, 255))
    damaged = tmp_path / "damaged.zim"
    damaged.write_bytes(content)
    for found in pages_in(damaged, "damaged.zim", EVERYTHING, LIMITS):
        assert isinstance(found, items.Item) or "damaged" in str(found.error)


def test_names_that_are_no_text_are_left_out_and_the_page_stays(archive: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.zim"
    damaged.write_bytes(archive.read_bytes().replace(b"Zorvex\0", b"Zorv\xff\xfe\0"))
    found = [page for page in pages_in(damaged, "damaged.zim", EVERYTHING, LIMITS) if isinstance(page, items.Item)]
    assert [(page.name, page.facts["redirects"]) for page in found] == [("Placebo", ""), ("Zorvamine", "")]


def test_many_damaged_entries_are_counted_in_the_end(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.importers.sources.zim._MOST_REFUSALS", 1)
    damaged = tmp_path / "damaged.zim"
    damaged.write_bytes(
        archive.read_bytes().replace(b"Placebo\0", b"Placeb\xff\0").replace(b"a b.png\0", b"a b.pn\xff\0")
    )
    told = [
        str(found.error) for found in pages_in(damaged, "z", EVERYTHING, LIMITS) if isinstance(found, items.Refused)
    ]
    assert told == [
        "An entry of z is damaged. Fetch the archive again from its publisher.",
        "1 more entries of z are damaged. Fetch it again from its publisher.",
    ]


@pytest.mark.parametrize(
    ("page", "whether"),
    [
        (DRUG, True),
        ('<table class="infobox vcard"><th>Routes of<br>administration</th></table>', True),
        ('<table class="infobox"><th>Genre</th></table>', False),
        ("<p>The ATC code</p>", False),
    ],
)
def test_a_drug_is_told_by_its_infobox(page: str, whether: bool) -> None:
    assert has_drug_infobox(page.encode()) is whether


@pytest.mark.skipif(not SHARED.exists(), reason="the real archive is not beside the project")
def test_a_real_archive_gives_all_its_articles_with_their_redirects() -> None:
    (path,) = SHARED.glob("*.zim")

    found = pages(path)

    assert len(found) == 125
    assert "Ray Charles Band" in found["Ray_Charles"].facts["redirects"].split("\n")
    assert found["Ray_Charles"].beside
    assert found["Ray_Charles"].facts["date"] == "2019-08-14"


def test_an_archive_without_a_wanted_page_can_be_left_in_the_middle(archive: Path) -> None:
    moves: list[int] = []

    def moved() -> None:
        moves.append(progress.done)
        if len(moves) == 2:
            raise CancelledError("Stopped.")

    progress = Progress(moved=moved)
    found = list(items_in(archive, Choice(prefix="Nothing is called so"), progress=progress))
    assert [str(item.error) for item in found if isinstance(item, items.Refused)] == ["Stopped."]
    assert moves[0] < moves[1] < archive.stat().st_size
