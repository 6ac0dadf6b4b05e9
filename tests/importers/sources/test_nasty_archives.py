"""A standing corpus of archives made to harm: each is refused in words, and what is beside it is still read."""

from __future__ import annotations

import gzip
import io
import re
import stat
import struct
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.importers.items import Item
from desktop_app.importers.limits import LIMITS, MB
from desktop_app.importers.sources.items import items_in

Gather = Callable[..., tuple[list[str], list[str], list[str]]]
MakeZip = Callable[[Mapping[str, bytes]], bytes]
SMALL = replace(LIMITS, archive_slack=MB, archive_ratio=10)


def with_entry(data: bytes, name: str, change: Callable[[zipfile.ZipInfo], None], content: bytes = b"x") -> bytes:
    """The archive with one more entry, of which `change` makes what an honest program would not."""
    made = io.BytesIO(data)
    with zipfile.ZipFile(made, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name twice
        info = zipfile.ZipInfo(name)
        change(info)
        archive.writestr(info, content)
    return made.getvalue()


def patched(data: bytes, signature: bytes, offset: int, value: bytes, *, which: int = -1) -> bytes:
    """The bytes with `value` at an offset behind one occurrence of a record's signature."""
    places = [found.start() for found in re.finditer(re.escape(signature), data)]
    at = places[which] + offset
    return data[:at] + value + data[at + len(value) :]


@pytest.mark.parametrize(
    "name", ["/etc/passwd.md", "../up.md", "a/../../up.md", "C:/windows.md", "C:up.md", "..\\up.md", "\\\\host\\a.md"]
)
def test_names_that_lead_out(tmp_path: Path, gather: Gather, make_zip: MakeZip, authored: bytes, name: str) -> None:
    (tmp_path / "z.zip").write_bytes(make_zip({name: authored, "good.md": authored}))
    items, refused, _ = gather(tmp_path / "z.zip")
    assert items == ["z.zip › good.md"]
    assert [line.endswith("was not read: its name leads out of the archive.") for line in refused] == [True]


def test_links_devices_and_very_long_names(tmp_path: Path, gather: Gather, make_zip: MakeZip, authored: bytes) -> None:
    data = make_zip({"good.md": authored, "x" * 2000 + ".md": authored})
    data = with_entry(data, "link.md", lambda info: setattr(info, "external_attr", (stat.S_IFLNK | 0o777) << 16))
    data = with_entry(data, "device.md", lambda info: setattr(info, "external_attr", (stat.S_IFCHR | 0o666) << 16))
    (tmp_path / "z.zip").write_bytes(data)
    items, refused, _ = gather(tmp_path / "z.zip")
    assert items == ["z.zip › good.md"]
    assert [line.rsplit(": ", 1)[1] for line in refused] == [
        "its name has 2,003 characters.",
        "it is a link.",
        "it is no file.",
    ]
    assert len(refused[0]) < 600


def test_a_name_given_twice(tmp_path: Path, gather: Gather, make_zip: MakeZip, authored: bytes) -> None:
    (tmp_path / "z.zip").write_bytes(with_entry(make_zip({"a.md": authored}), "a.md", lambda info: None, b"other"))
    items, (refused,), _ = gather(tmp_path / "z.zip")
    assert items == ["z.zip › a.md"]
    assert "another file of this name" in refused


def test_encrypted_and_strangely_compressed_entries(
    tmp_path: Path, gather: Gather, make_zip: MakeZip, authored: bytes
) -> None:
    data = with_entry(make_zip({"good.md": authored}), "b.md", lambda info: setattr(info, "compress_type", 12))
    data = with_entry(data, "locked.md", lambda info: None)
    data = patched(data, b"PK\x01\x02", 8, b"\x01\x00")
    (tmp_path / "z.zip").write_bytes(data)
    items, refused, _ = gather(tmp_path / "z.zip")
    assert items == ["z.zip › good.md"]
    assert "compressed in a way that Materia does not read (bzip2)" in refused[0]
    assert "it is encrypted. Unpack the archive with its password" in refused[1]


def test_a_wrong_checksum(tmp_path: Path, gather: Gather, make_zip: MakeZip, authored: bytes) -> None:
    data = patched(make_zip({"bad.md": authored, "good.md": authored}), b"PK\x01\x02", 16, b"\1\2\3\4", which=0)
    (tmp_path / "z.zip").write_bytes(data)
    items, (refused,), _ = gather(tmp_path / "z.zip")
    assert items == ["z.zip › good.md"]
    assert refused.startswith("z.zip › bad.md | bad.md is damaged or incomplete (Bad CRC-32")


@pytest.mark.parametrize("claimed", [1, 10, 4_000_000_000])
def test_sizes_that_lie(tmp_path: Path, gather: Gather, make_zip: MakeZip, authored: bytes, claimed: int) -> None:
    data = make_zip({"lying.md": b"Testol. " * 100_000, "good.md": authored})
    data = patched(data, b"PK\x01\x02", 24, struct.pack("<I", claimed), which=0)
    (tmp_path / "z.zip").write_bytes(data)
    items, refused, _ = gather(tmp_path / "z.zip", replace(LIMITS, document_bytes=MB // 2))
    assert items == ["z.zip › good.md"]
    assert len(refused) == 1


def test_a_bomb_is_read_no_further_than_an_honest_archive_goes(
    tmp_path: Path, gather: Gather, make_zip: MakeZip, authored: bytes
) -> None:
    bomb = {f"{n}.txt": b"0" * (4 * MB) for n in range(8)}
    (tmp_path / "a.zip").write_bytes(make_zip(bomb | {"good.md": authored}))
    (tmp_path / "b.md").write_bytes(authored)
    items, refused, _ = gather(tmp_path, SMALL)
    assert items == ["b.md"]
    assert refused[-1].startswith(f"{tmp_path.name}/a.zip | a.zip unpacks to far more than its size allows")


def test_a_bomb_in_archives_in_an_archive(tmp_path: Path, gather: Gather, make_zip: MakeZip) -> None:
    inner = make_zip({"x.txt": b"0" * MB})
    middle = make_zip({f"{n}.zip": inner for n in range(30)})
    (tmp_path / "z.zip").write_bytes(make_zip({f"{n}.zip": middle for n in range(30)}))
    items, refused, _ = gather(tmp_path / "z.zip", SMALL)
    assert len(items) < 20
    assert "unpacks to far more than its size allows" in refused[-1]


def test_a_bomb_in_gzip(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "a.json.gz").write_bytes(
        gzip.compress(b'{"meta":{"disclaimer":"openFDA"},"results":["' + b"x" * 9 * MB)
    )
    assert "unpacks to far more" in gather(tmp_path / "a.json.gz", SMALL)[1][0]


def test_memory_stays_small_while_a_bomb_goes_off(tmp_path: Path, make_zip: MakeZip) -> None:
    (tmp_path / "z.zip").write_bytes(make_zip({"a.txt": b"0" * (48 * MB)}))
    limits = replace(LIMITS, document_bytes=MB, archive_ratio=10_000)
    tracemalloc.start()
    try:
        found = list(items_in(tmp_path / "z.zip", limits=limits))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert not any(isinstance(item, Item) for item in found)
    assert peak < 12 * MB


def test_entries_that_overlap(tmp_path: Path, gather: Gather, make_zip: MakeZip) -> None:
    data = make_zip({"a.txt": b"Testol is a drug. " * 500})
    (entry,) = re.findall(rb"PK\x01\x02.*(?=PK\x05\x06)", data, re.S)
    end = data.index(b"PK\x05\x06")
    many = data[: end - len(entry)] + entry * 50
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 50, 50, len(entry) * 50, end - len(entry), 0)
    (tmp_path / "z.zip").write_bytes(many + tail)
    assert "holds files that overlap" in gather(tmp_path / "z.zip")[1][0]


def test_an_archive_in_itself_and_in_too_many_others(
    tmp_path: Path, gather: Gather, make_zip: MakeZip, authored: bytes
) -> None:
    data = make_zip({"t.md": authored})
    for depth in range(1, 6):
        (tmp_path / f"{depth}.zip").write_bytes(data)
        data = make_zip({"in.zip": data, f"{depth}.md": authored})
    assert len(gather(tmp_path / "4.zip")[0]) == 4
    items, (refused,), _ = gather(tmp_path / "5.zip")
    assert len(items) == 4
    assert "lies in more than 3 archives" in refused
    data = authored
    for _ in range(6):
        data = gzip.compress(data)
    (tmp_path / "g.gz").write_bytes(data)
    assert "lies in more than 3 archives" in gather(tmp_path / "g.gz")[1][0]


def test_too_many_entries_are_told_before_any_is_built(tmp_path: Path, gather: Gather, make_zip: MakeZip) -> None:
    data = make_zip({f"{n}.txt": b"" for n in range(30)})
    lying = patched(data, b"PK\x05\x06", 8, struct.pack("<HH", 1, 1))
    for content in (data, lying):
        (tmp_path / "z.zip").write_bytes(content)
        assert (
            "says that it holds 30 files, where 20 are the most"
            in gather(tmp_path / "z.zip", replace(LIMITS, archive_entries=20))[1][0]
        )
    limits = replace(LIMITS, archive_names_bytes=99)
    assert "holds more names than can be read" in gather(tmp_path / "z.zip", limits)[1][0]


def test_a_large_archive_in_zip64(tmp_path: Path, gather: Gather) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(66_000):
            archive.writestr(f"{number}.bin", b"")
    (tmp_path / "z.zip").write_bytes(made.getvalue())
    items, refused, left_out = gather(tmp_path / "z.zip")
    assert (items, len(refused), len(left_out)) == ([], 1, 1)
    assert "0.bin, 1.bin, 2.bin and 65,997 more" in left_out[0]
    assert "66,000 files" in gather(tmp_path / "z.zip", replace(LIMITS, archive_entries=65_999))[1][0]


def test_many_refused_entries_are_counted_in_the_end(tmp_path: Path, gather: Gather, make_zip: MakeZip) -> None:
    (tmp_path / "z.zip").write_bytes(make_zip({f"../{n}.md": b"x" for n in range(150)}))
    _, refused, _ = gather(tmp_path / "z.zip")
    assert len(refused) == 101
    assert refused[-1] == "z.zip | 50 more files in it were not read for such reasons."


@pytest.mark.parametrize("name", ["[Content_Types].xml", "META-INF/container.xml"])
def test_office_documents_are_named(tmp_path: Path, gather: Gather, make_zip: MakeZip, name: str) -> None:
    (tmp_path / "a.docx").write_bytes(make_zip({name: b"<x/>", "word/document.xml": b"<x/>"}))
    assert "is an office document or an electronic book" in gather(tmp_path / "a.docx")[1][0]


@pytest.mark.parametrize("cut", [1, 5, 30, 60, 100])
def test_archives_that_break_off(tmp_path: Path, gather: Gather, make_zip: MakeZip, authored: bytes, cut: int) -> None:
    data = make_zip({"a.md": authored})
    (tmp_path / "z.zip").write_bytes(data[: max(4, len(data) - cut)])
    assert re.search("z.zip is damaged or incomplete", gather(tmp_path / "z.zip")[1][0])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.data())
def test_damaged_archives_never_raise(tmp_path: Path, make_zip: MakeZip, authored: bytes, data: st.DataObject) -> None:
    inner = make_zip({"c.md": authored, "d.json.gz": gzip.compress(b'{"error":{"code":"A","message":"b"}}', mtime=0)})
    whole = bytearray(make_zip({"a.md": authored, "in.zip": inner}))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "z.zip").write_bytes(bytes(whole[: data.draw(st.integers(4, len(whole)))]))
    list(items_in(tmp_path / "z.zip"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damaged_gzip_never_raises(tmp_path: Path, authored: bytes, data: st.DataObject) -> None:
    whole = bytearray(gzip.compress(authored, mtime=0))
    for _ in range(data.draw(st.integers(0, 4))):
        whole[data.draw(st.integers(2, len(whole) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "a.gz").write_bytes(bytes(whole[: data.draw(st.integers(2, len(whole)))]))
    list(items_in(tmp_path / "a.gz"))
