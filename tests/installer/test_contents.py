"""The list of parts, their licences, and the bill of materials."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.metadata import distribution
from pathlib import Path

import pytest

from desktop_app.build_info import read_build_info
from installer import contents
from installer.contained import Contained
from installer.contents import Part
from installer.steps import BuildError, Release

RELEASE = Release("1.2.3", "0123456789" * 4, 1_700_000_000, tagged=False)
PARTS = [
    Part("Alpha", "1.0", "MIT", "pkg:pypi/alpha@1.0", ["Alpha may be used."], "ab" * 32, frozenset({"alpha"})),
    Part("Beta", "2.0", "GPL-3.0-or-later OR MIT", "pkg:pypi/beta@2.0", ["Beta too."], "", frozenset({"beta.py"})),
]


def installed(folder: Path, name: str, metadata: str = "", licence: str | None = "Do as you like.") -> None:
    """A package as pip leaves it."""
    info = folder / f"{name}-1.0.dist-info"
    (info / "licenses").mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\n{metadata}", "utf-8")
    (folder / f"{name}.py").write_text("")
    files = [f"{name}.py", f"{info.name}/METADATA"]
    if licence is not None:
        (info / "licenses" / "LICENSE").write_text(licence, "utf-8")
        files.append(f"{info.name}/licenses/LICENSE")
    (info / "RECORD").write_text("".join(f"{file},,\n" for file in files), "utf-8")


def report(**hashes: str) -> dict[str, object]:
    """As pip writes it."""
    return {
        "install": [
            {"metadata": {"name": name}, "download_info": {"archive_info": {"hashes": {"sha256": value}}}}
            for name, value in hashes.items()
        ]
    }


def test_what_is_required_is_followed_to_its_end_without_extras(tmp_path: Path) -> None:
    installed(tmp_path, "one", 'License-Expression: MIT\nRequires-Dist: two>=1\nRequires-Dist: docs; extra == "docs"\n')
    installed(tmp_path, "two", "License-Expression: MIT\nRequires-Dist: one\nRequires-Dist: pip\n")
    for name in ("docs", "pip", "stranger"):
        installed(tmp_path, name, "License-Expression: MIT\n")

    parts = contents.parts_of(tmp_path, report(one="11", two="22"), ["one", "not-for-this-system"])

    assert [(part.name, part.sha256, list(part.texts)) for part in parts] == [
        ("one", "11", ["Do as you like."]),
        ("two", "22", ["Do as you like."]),
    ]


@pytest.mark.parametrize(
    ("metadata", "licence"),
    [
        ("License-Expression: BSD-3-Clause\nLicense: other\n", "BSD-3-Clause"),
        ("License: Apache License, Version 2.0\n", "Apache-2.0"),
        ("Classifier: License :: OSI Approved :: MIT License\n", "MIT"),
    ],
)
def test_a_licence_is_read_from_where_it_is_said(tmp_path: Path, metadata: str, licence: str) -> None:
    installed(tmp_path, "one", metadata)

    assert contents.parts_of(tmp_path, report(), ["one"])[0].licence == licence


def test_a_part_without_a_licence_stops_the_build(tmp_path: Path) -> None:
    installed(tmp_path, "one")

    with pytest.raises(BuildError, match="one does not say its licence"):
        contents.parts_of(tmp_path, report(), ["one"])


def test_a_part_whose_licence_has_no_text_stops_the_build(tmp_path: Path) -> None:
    installed(tmp_path, "one", "License-Expression: MIT\n", licence=None)

    with pytest.raises(BuildError, match="No licence text was found for one"):
        contents.licences_text(contents.parts_of(tmp_path, report(), ["one"]), "own")


def test_qt_comes_with_the_text_of_its_licence() -> None:
    part = contents.part_of(distribution("PySide6_Essentials"), "")

    assert "GNU LESSER GENERAL PUBLIC LICENSE" in part.texts[0]
    assert part.licence == "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"


def test_the_typeface_comes_with_its_licence_and_without_what_finds_fonts() -> None:
    packages = Path(str(distribution("fontpkg-fira-sans").locate_file("")))
    (part,) = contents.parts_of(packages, report(), ["fontpkg-fira-sans"])

    assert part.licence == "OFL-1.1"
    assert "SIL OPEN FONT LICENSE" in part.texts[0].upper()
    assert "Mozilla Foundation" in contents.licences_text([part], "own")


def test_python_comes_with_its_licence() -> None:
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in contents.interpreter_part().texts[0].upper()


def test_what_no_listed_part_brought_is_named(tmp_path: Path) -> None:
    sources = [tmp_path / "alpha" / "a.py", tmp_path / "beta.py", tmp_path / "gamma" / "x.so", Path("linked")]

    assert contents.unlisted([*sources, Path("/usr/lib/libz.so")], tmp_path, PARTS) == ["gamma"]


def test_the_program_reads_what_is_written_of_its_parts(tmp_path: Path) -> None:
    (tmp_path / "build.json").write_text(contents.build_json(RELEASE, PARTS), "utf-8")
    (tmp_path / "THIRD-PARTY-LICENCES.txt").write_text(contents.licences_text(PARTS, "own"), "utf-8")

    info = read_build_info(tmp_path)

    assert info.commit == RELEASE.commit
    assert [(part.name, part.version, part.licence) for part in info.parts] == [
        ("Alpha", "1.0", "MIT"),
        ("Beta", "2.0", "GPL-3.0-or-later OR MIT"),
    ]
    assert info.licences == tmp_path / "THIRD-PARTY-LICENCES.txt"


def test_the_licences_are_there_in_full_and_say_what_holds_for_the_whole() -> None:
    text = contents.licences_text(PARTS, "Materia's own words.")

    assert "passed on under the GNU General Public License, version 3" in text
    assert [words in text for words in ("Materia's own words.", "Alpha may be used.", "Beta too.")] == [True] * 3


def test_the_bill_of_materials_names_every_part_and_is_the_same_each_time() -> None:
    bill = contents.bill_of_materials(RELEASE, PARTS)
    read = json.loads(bill)

    assert (read["bomFormat"], read["specVersion"]) == ("CycloneDX", "1.6")
    assert read["metadata"]["timestamp"] == "2023-11-14T00:00:00Z"
    assert [part["purl"] for part in read["components"]] == ["pkg:pypi/alpha@1.0", "pkg:pypi/beta@2.0"]
    assert read["components"][0]["hashes"] == [{"alg": "SHA-256", "content": "ab" * 32}]
    assert [part["licenses"] for part in read["components"]] == [
        [{"license": {"id": "MIT"}}],
        [{"expression": "GPL-3.0-or-later OR MIT"}],
    ]
    assert read["dependencies"][0]["dependsOn"] == ["pkg:pypi/alpha@1.0", "pkg:pypi/beta@2.0"]
    assert contents.bill_of_materials(RELEASE, PARTS) == bill


def test_libraries_inside_a_part_are_named_with_it_and_without_a_version_that_nobody_tells() -> None:
    inner = (Contained("PCRE2", "10.49", "BSD-3-Clause", "pkg:generic/pcre2@10.49"), Contained("secret", "", ""))
    part = replace(PARTS[0], contained=inner)

    (component,) = json.loads(contents.bill_of_materials(RELEASE, [part]))["components"]
    text = contents.licences_text([part], "own")

    assert component["components"] == [
        {
            "type": "library",
            "bom-ref": "pkg:pypi/alpha@1.0#PCRE2@10.49",
            "name": "PCRE2",
            "version": "10.49",
            "purl": "pkg:generic/pcre2@10.49",
            "licenses": [{"license": {"id": "BSD-3-Clause"}}],
        },
        {"type": "library", "bom-ref": "pkg:pypi/alpha@1.0#secret@", "name": "secret"},
    ]
    assert "    with PCRE2 10.49: BSD-3-Clause\n" in text
    assert "University of Cambridge" in text
