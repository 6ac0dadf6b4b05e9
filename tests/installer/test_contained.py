"""The libraries inside the wheels: versions are told, never guessed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from installer import contained
from installer.contained import Contained


def library(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_a_file_tells_the_version_of_what_it_holds(tmp_path: Path) -> None:
    library(tmp_path, "PySide6/Qt/lib/libQt6Core.so.6", b"\x7fELF..Qt 6.11.3 (x86_64)..\x0010.49 2026-09-28\x00")
    library(tmp_path, "PySide6/Qt/lib/libQt6Gui.so.6", b"\x7fELF..no sign of anything")
    found = contained.in_files(tmp_path)
    assert {(each.name, each.version, each.purl) for each in found["pyside6-essentials"]} == {
        ("Qt", "6.11.3", "pkg:generic/qt@6.11.3"),
        ("PCRE2", "10.49", "pkg:generic/pcre2@10.49"),
    }


def test_a_library_that_does_not_tell_its_version_is_named_without_one(tmp_path: Path) -> None:
    library(tmp_path, "numpy.libs/libgfortran-040039e1.so.5.0.0", b"\x7fELF")
    assert contained.in_files(tmp_path) == {
        "numpy": [Contained("libgfortran", "", "GPL-3.0-or-later WITH GCC-exception-3.1")]
    }


def test_a_wheel_may_bring_a_list_of_its_own(tmp_path: Path) -> None:
    components = [
        {"name": "one", "version": "1.0", "purl": "pkg:cargo/one@1.0", "licenses": [{"expression": "MIT OR X"}]},
        {"name": "two", "licenses": [{"license": {"id": "MIT"}}, {"license": {"name": "own"}}]},
    ]
    library(tmp_path, "some_part-2.0.dist-info/sboms/x.cdx.json", json.dumps({"components": components}).encode())
    assert contained.in_wheels(tmp_path) == {
        "some-part": [Contained("one", "1.0", "MIT OR X", "pkg:cargo/one@1.0"), Contained("two", "", "MIT AND own")]
    }


def test_libraries_are_asked_where_they_are_installed() -> None:
    packages = Path(contained.__file__).parent / "licences"  # a folder without libraries
    found = contained.contained_libraries(Path(sys.executable), packages)
    names = {name: [library.name for library in libraries] for name, libraries in found.items()}
    assert names["lxml"] == ["libxml2", "libxslt"]
    assert {"ICU", "Xapian", "libzim"} <= set(names["libzim"])
    assert all(library.version for libraries in found.values() for library in libraries)


@pytest.mark.parametrize(
    "name", ["ICU", "PCRE2", "HarfBuzz", "libpng", "libjpeg-turbo", "LibTIFF", "libwebp", "Xapian"]
)
def test_a_library_of_whose_licence_the_wheel_says_nothing_has_its_text(name: str) -> None:
    (text,) = contained.texts_of([Contained(name, "1", "x"), Contained(name, "2", "x")])
    assert len(text) > 500


def test_other_libraries_have_no_text_of_ours() -> None:
    assert contained.texts_of([Contained("ammonia", "4.2.5", "MIT")]) == []
