"""Files, folders and archives taken apart into items; what is none of Materia's business is left out and said."""

from __future__ import annotations

import gzip
import json
import os
import pickle
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.importers.context import ImportContext
from desktop_app.importers.formats import read_item
from desktop_app.importers.items import Item, Refused
from desktop_app.importers.limits import LIMITS
from desktop_app.importers.sources.items import Progress, items_in, size_of
from tests.skips import OTHER_USER

Gather = Callable[..., tuple[list[str], list[str], list[str]]]
MakeZip = Callable[[Mapping[str, bytes]], bytes]

LABEL = b"""<?xml version="1.0"?><document xmlns="urn:hl7-org:v3"><x><reference value="one.jpg"/>
<reference value='sub/two.png'/><reference value="../three.jpg"/><reference value="absent.jpg"/></x></document>"""
PNG = b"\x89PNG\r\n\x1a\n and so on"
JPEG = b"\xff\xd8\xff and so on"
ANSWER = {
    "meta": {"license": "http://open.fda.gov/license", "last_updated": "2015-05-31"},
    "results": [{"set_id": "aaaa-1"}, {"set_id": "bbbb-2"}, {"openfda": {}}],
}


def write(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def only_item(path: Path) -> Item:
    (item,) = [found for found in items_in(path) if isinstance(found, Item)]
    return item


def test_a_file_is_an_item_of_the_format_it_begins_as(tmp_path: Path, authored: bytes) -> None:
    item = only_item(write(tmp_path, {"t.xyz": authored}) / "t.xyz")
    assert item == Item("t.xyz", authored, "authored")
    assert pickle.loads(pickle.dumps(item)) == item


def test_a_file_that_materia_does_not_read_is_refused_by_its_nature(tmp_path: Path, gather: Gather) -> None:
    assert gather(write(tmp_path, {"a.txt": b"%PDF-1.7"}) / "a.txt")[1][0].startswith("a.txt | a.txt is a PDF, which")
    assert gather(tmp_path / "absent.txt")[1][0].startswith("absent.txt | absent.txt is not there")
    assert gather(tmp_path / "a\0b")[1] == ["ab | 'ab' is not a file name. Check the name."]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes as files are Unix's")
def test_a_pipe_is_no_file_and_blocks_nothing(tmp_path: Path, gather: Gather) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert gather(tmp_path / "pipe")[1] == ["pipe | pipe is not a file that can be read. Choose another."]
    assert gather(tmp_path)[2] == [f"{tmp_path.name}/pipe | pipe is not a file that can be read."]


def alone(path: Path) -> str:
    """Why a file is not read when it is given singly."""
    (refused,) = items_in(path)
    assert isinstance(refused, Refused)
    return str(refused.error)


def test_a_folder_is_read_with_all_folders_in_it(tmp_path: Path, gather: Gather, authored: bytes) -> None:
    write(
        tmp_path / "formulary",
        {
            "b.md": authored,
            "a.txt": b"Testol is a drug.",
            "notes.log": b"nothing",
            "deep/er/c.md": authored,
            "deep/x.pdf": b"%PDF-1.7",
            "deep/y.pdf": b"%PDF-1.7",
            ".git/config.md": authored,
            "__MACOSX/d.md": authored,
        },
    )
    (tmp_path / "formulary" / "link.md").symlink_to(tmp_path / "formulary" / "b.md")
    (tmp_path / "formulary" / "loop").symlink_to(tmp_path / "formulary", target_is_directory=True)
    items, refused, left_out = gather(tmp_path / "formulary")
    assert items == ["a.txt", "b.md", "c.md"]
    assert refused == []
    assert left_out == [
        "formulary/.git | .git is hidden.",
        "formulary/__MACOSX | __MACOSX is hidden.",
        "formulary/link.md | link.md is a link; what it leads to is read where it lies.",
        "formulary/loop | loop is a link; what it leads to is read where it lies.",
        "formulary/notes.log | notes.log is a text that does not say what it is. To read it as an article, import this "
        "file by itself.",
        f"formulary/deep/x.pdf | {alone(tmp_path / 'formulary' / 'deep' / 'x.pdf')}",
        f"formulary/deep/y.pdf | {alone(tmp_path / 'formulary' / 'deep' / 'y.pdf')}",
    ]


def test_a_folder_without_anything_to_read_says_so(tmp_path: Path, gather: Gather) -> None:
    picture = write(tmp_path / "f", {"x.png": PNG}) / "x.png"
    assert gather(tmp_path / "f") == (
        [],
        ["f | The folder f holds nothing that Materia reads. Choose another, or the file itself."],
        [f"f/x.png | {alone(picture)}"],
    )


def test_folders_have_a_limit_of_files_and_of_depth(tmp_path: Path, gather: Gather, authored: bytes) -> None:
    write(tmp_path / "f", {"a.md": authored, "b.md": authored, "g/c.md": authored})
    items, refused, _ = gather(tmp_path / "f", replace(LIMITS, folder_files=1))
    assert items == ["a.md"]
    assert "more than 1 files" in refused[0]
    items, refused, _ = gather(tmp_path / "f", replace(LIMITS, folder_depth=1))
    assert (items, refused) == (["a.md", "b.md"], ["f/g | f/g lies more than 1 folders deep: left out."])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason=OTHER_USER)
def test_a_folder_that_may_not_be_read_is_said(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "f").mkdir(mode=0)
    assert "permission is missing" in gather(tmp_path / "f")[1][0]


def test_pictures_come_with_the_label_that_names_them(tmp_path: Path, gather: Gather, make_zip: MakeZip) -> None:
    files = {"in/label.xml": LABEL, "in/one.jpg": JPEG, "in/sub/two.png": PNG, "three.jpg": JPEG, "in/four.jpg": JPEG}
    write(tmp_path / "folder", files)
    (tmp_path / "label.zip").write_bytes(make_zip(files))
    for path in (tmp_path / "folder", tmp_path / "label.zip"):
        assert dict(only_item(path).beside) == {"one.jpg": JPEG, "sub/two.png": PNG}
    items, refused, left_out = gather(tmp_path / "label.zip")
    assert (items, refused) == (["label.zip › in › label.xml"], [])
    assert [words.partition(", which")[0] for words in left_out] == [
        "label.zip › three.jpg | three.jpg is a picture",
        "label.zip › in/four.jpg | four.jpg is a picture",
    ]


def test_what_is_named_like_a_picture_and_is_none_does_not_come(tmp_path: Path) -> None:
    write(tmp_path, {"label.xml": LABEL, "one.jpg": b"MZ program", "sub/two.png": PNG})
    (tmp_path / "absent.jpg").symlink_to("sub/two.png")
    assert set(only_item(tmp_path / "label.xml").beside) == {"sub/two.png"}


def test_names_in_an_archive_may_differ_in_case_and_labels_in_encoding(tmp_path: Path, make_zip: MakeZip) -> None:
    label = LABEL.decode().replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16")
    (tmp_path / "z.zip").write_bytes(make_zip({"label.xml": label, "ONE.JPG": JPEG}))
    assert dict(only_item(tmp_path / "z.zip").beside) == {"one.jpg": JPEG}


def test_pictures_have_limits(tmp_path: Path) -> None:
    write(tmp_path, {"label.xml": LABEL, "one.jpg": JPEG, "sub/two.png": PNG})

    def pictures(**limits: int) -> set[str]:
        (item,) = items_in(tmp_path / "label.xml", limits=replace(LIMITS, **limits))
        assert isinstance(item, Item)
        return set(item.beside)

    assert pictures(pictures=1) == {"one.jpg"}
    assert pictures(pictures_bytes=len(JPEG)) == {"one.jpg"}
    assert pictures(picture_bytes=len(JPEG)) == {"one.jpg"}


@pytest.mark.parametrize("packed", [False, True])
def test_a_bibliography_comes_with_its_monograph(
    tmp_path: Path, gather: Gather, make_zip: MakeZip, authored: bytes, context: ImportContext, packed: bool
) -> None:
    text = authored.replace(b"title:", b"bibliography: b.json\ntitle:").replace(b"Text.", b"Text [@a].")
    files = {"z.md": text, "b.json": b'[{"id": "a", "title": "Book"}]', "c.json": b'{"x": 1}'}
    path = write(tmp_path / "f", files)
    if packed:
        path = tmp_path / "f.zip"
        path.write_bytes(make_zip(files))
    assert read_item(only_item(path), context).monograph.references[0].raw == "Book."
    (left_out,) = gather(path)[2]
    assert left_out.startswith(f"{path.name}{' › ' if packed else '/'}c.json | c.json is a JSON file")


def test_archives_in_archives_are_read_with_their_places(tmp_path: Path, gather: Gather, make_zip: MakeZip) -> None:
    inner = {f"{letter}.zip": make_zip({f"{letter}.xml": LABEL, "one.jpg": JPEG}) for letter in "ab"}
    (tmp_path / "release.zip").write_bytes(make_zip({f"rx/{name}": data for name, data in inner.items()}))
    assert gather(tmp_path / "release.zip") == (
        ["release.zip › rx › a.zip › a.xml", "release.zip › rx › b.zip › b.xml"],
        [],
        [],
    )


def test_each_result_of_openfda_is_an_item(tmp_path: Path, make_zip: MakeZip, gather: Gather) -> None:
    data = json.dumps(ANSWER, indent=1).encode()
    write(tmp_path, {"a.json": data, "a.json.zip": make_zip({"a.json": data}), "a.json.gz": gzip.compress(data)})
    write(tmp_path, {"w.json": data.decode().encode("utf-16")})
    for name in ("a.json", "a.json.zip", "a.json.gz", "w.json"):
        items = [item for item in items_in(tmp_path / name) if isinstance(item, Item)]
        assert [item.name for item in items] == ["aaaa-1", "bbbb-2", "result 3"]
        assert [json.loads(item.data) for item in items] == ANSWER["results"]
        assert dict(items[0].facts) == {"licence": "http://open.fda.gov/license", "retrieved": "2015-05-31"}
    assert gather(tmp_path / "a.json.zip")[0][0] == "a.json.zip › a.json › aaaa-1"
    assert gather(tmp_path / "a.json.gz")[0][0] == "a.json.gz › a.json › aaaa-1"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"error": {"code": "NOT_FOUND", "message": "No matches found!"}}', "there is nothing: “No matches found”"),
        (b'{"meta": {"disclaimer": "openFDA is"}, "results": []}', "an answer of openFDA without a label in it"),
        (b'{"meta": {"disclaimer": "openFDA is"}, "results": [', "cannot be read. It is incomplete"),
        (b'{"meta": {"disclaimer": "openFDA is"}, "results": [{"set_id": "a"},', "cannot be read after 1 of its"),
    ],
)
def test_answers_without_labels_say_why(tmp_path: Path, gather: Gather, data: bytes, words: str) -> None:
    _, (refused,), _ = gather(write(tmp_path, {"a.json": data}) / "a.json")
    assert words in refused


def bundle(name: str, kind: str = "document") -> dict[str, object]:
    composition = {"resourceType": "Composition", "title": name}
    return {"resourceType": "Bundle", "type": kind, "entry": [{"resource": composition}]}


def test_a_bundle_of_bundles_is_as_many_items(tmp_path: Path, gather: Gather) -> None:
    many = {
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": [{"resource": bundle("a")}, {"resource": {"resourceType": "Patient"}}, {"resource": bundle("b")}, 5],
    }
    path = write(tmp_path, {"e.json": json.dumps(many).encode(), "one.json": json.dumps(bundle("c")).encode()})
    items = [item for item in items_in(path / "e.json") if isinstance(item, Item)]
    assert [(item.path, json.loads(item.data)) for item in items] == [
        ("e.json › Bundle 1", bundle("a")),
        ("e.json › Bundle 3", bundle("b")),
    ]
    assert gather(path / "one.json") == (["one.json"], [], [])


def test_a_bundle_of_bundles_over_the_limit_of_a_document_is_streamed(tmp_path: Path, gather: Gather) -> None:
    many = {"resourceType": "Bundle", "entry": [{"resource": bundle(f"{n}" * 50)} for n in range(9)]}
    single = bundle("x") | {"entry": [{"resource": {"resourceType": "Composition", "title": "x" * 1000}}]}
    write(tmp_path, {"many.json": json.dumps(many).encode(), "one.json": json.dumps(single).encode()})
    limits = replace(LIMITS, document_bytes=600)
    items, refused, _ = gather(tmp_path / "many.json", limits)
    assert (len(items), items[0], refused) == (9, "many.json › Bundle 1", [])
    items, (said,), _ = gather(tmp_path / "one.json", limits)
    assert (items, said.endswith("Part 1 is larger than 0 MB, too large for one monograph.")) == ([], True)
    both = {"many.json": json.dumps(many | {"entry": [{"resource": bundle("y" * 900)}, *many["entry"][:2]]}).encode()}
    items, (said,), _ = gather(write(tmp_path, both) / "many.json", limits)
    assert len(items) == 2
    assert "Part 1 is larger" in said


def test_a_bundle_that_only_speaks_of_bundles_is_one_item(tmp_path: Path, gather: Gather) -> None:
    composition = {"resourceType": "Composition", "x": {"resourceType": "Bundle"}}
    data = json.dumps({"resourceType": "Bundle", "entry": [{"resource": composition}]}).encode()
    assert gather(write(tmp_path, {"a.json": data}) / "a.json")[0] == ["a.json"]


def test_a_large_document_bundle_is_refused(tmp_path: Path, gather: Gather) -> None:
    resources = [
        {"resource": {"resourceType": "Composition"}},
        {"resource": {"resourceType": "Binary", "data": "A" * 80}},
    ]
    data = json.dumps({"resourceType": "Bundle", "entry": resources * 9}).encode()
    _, (said,), _ = gather(write(tmp_path, {"a.json": data}) / "a.json", replace(LIMITS, document_bytes=200))
    assert "a.json is larger than 0 MB, too large for one monograph. Split it." in said


def test_archives_of_both_kinds_in_each_other(
    tmp_path: Path, gather: Gather, make_zip: MakeZip, authored: bytes
) -> None:
    packed = gzip.compress(make_zip({"in.md.gz": gzip.compress(authored, mtime=0), ".hidden.md": authored}), mtime=0)
    (tmp_path / "a.zip.gz").write_bytes(packed)
    items, refused, left_out = gather(tmp_path / "a.zip.gz")
    assert items == ["a.zip.gz › a.zip › in.md.gz › in.md"]
    assert refused == []
    assert left_out == ["a.zip.gz › a.zip › .hidden.md | .hidden.md is hidden."]


def test_folders_in_an_archive_are_no_files(tmp_path: Path, gather: Gather, make_zip: MakeZip, authored: bytes) -> None:
    (tmp_path / "z.zip").write_bytes(make_zip({"in/": b"", "in/a.md": authored}))
    assert gather(tmp_path / "z.zip") == (["z.zip › in › a.md"], [], [])


def test_what_is_wrong_with_a_monograph_is_said_when_it_is_read(tmp_path: Path, authored: bytes) -> None:
    data = authored.replace(b"title:", b"titel:")
    item = only_item(write(tmp_path, {"t.md": data}) / "t.md")
    assert (item.data, dict(item.beside)) == (data, {})


def test_a_picture_that_is_damaged_in_its_archive_does_not_come(tmp_path: Path, make_zip: MakeZip) -> None:
    data = make_zip({"label.xml": LABEL, "one.jpg": JPEG})
    at = data.rindex(b"PK\x01\x02") + 16  # the checksum of the last entry
    (tmp_path / "z.zip").write_bytes(data[:at] + b"\1\2\3\4" + data[at + 4 :])
    assert dict(only_item(tmp_path / "z.zip").beside) == {}


def test_progress_counts_the_bytes_of_what_was_named(tmp_path: Path, make_zip: MakeZip, authored: bytes) -> None:
    write(tmp_path, {"a.md": authored, "z.zip": make_zip({f"{n}.md": authored for n in range(5)}), "x.bin": b"\0"})
    progress = Progress(total=size_of(tmp_path))
    seen = [progress.done for _ in items_in(tmp_path, progress=progress)]
    assert progress.done == progress.total == sum(path.stat().st_size for path in tmp_path.iterdir())
    assert seen == sorted(seen)
    assert len(set(seen)) > 4
    assert size_of(tmp_path / "absent") == 0


def test_progress_goes_on_within_one_long_file(tmp_path: Path, make_zip: MakeZip) -> None:
    results = [{"set_id": f"{n}", "x": os.urandom(4000).hex()} for n in range(300)]
    answer = {"meta": {"disclaimer": "openFDA"}, "results": results}
    data = json.dumps(answer).encode()
    write(tmp_path, {"a.json": data, "a.zip": make_zip({"a.json": data})})
    for name in ("a.json", "a.zip"):
        progress = Progress()
        seen = [progress.done for _ in items_in(tmp_path / name, progress=progress)]
        assert seen == sorted(seen)
        assert len(set(seen)) > 3
        assert progress.done == size_of(tmp_path / name)


def test_items_come_in_the_same_order_every_time(tmp_path: Path, make_zip: MakeZip, authored: bytes) -> None:
    write(tmp_path, {f"{n}.md": authored for n in range(9)} | {"z.zip": make_zip({"b.md": authored, "a.md": authored})})
    assert list(items_in(tmp_path)) == list(items_in(tmp_path))


@pytest.mark.real_data
def test_a_real_download_is_one_label_with_its_picture(shared_data: Path) -> None:
    item = only_item(shared_data / "spl" / "rogaine-dailymed.zip")
    assert item.format == "spl"
    assert {name: len(data) for name, data in item.beside.items()} == {"rogaine-01.jpg": 929_152}


@pytest.mark.real_data
def test_nothing_real_fails_unless_it_is_empty(shared_data: Path) -> None:
    refused = [found for found in items_in(shared_data) if isinstance(found, Refused) and not found.left_out]
    assert sorted(found.path.rsplit("/", 1)[-1] for found in refused) == ["404.json"]
