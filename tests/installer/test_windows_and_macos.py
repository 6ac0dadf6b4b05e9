"""What is generated for Windows and macOS agrees with the tree; it is compiled only on those systems."""

from __future__ import annotations

import ast
import plistlib
import re
import struct
from pathlib import Path

import pytest

from installer import macos, windows
from installer.icon_files import ICNS_TYPES, ICO_SIZES, icns, ico
from installer.steps import TEMPLATES, BuildError, Release

ROOT = Path(__file__).resolve().parents[2]
SPEC = (ROOT / "installer" / "materia.spec").read_text("utf-8")


def test_every_file_that_the_setup_script_names_is_beside_it(
    frozen: Path, icons: Path, release: Release, tmp_path: Path
) -> None:
    script = windows.stage(frozen, icons, "Licences", release, tmp_path / "setup")
    text = script.read_text("utf-8-sig")
    named = windows.named_files(text)

    assert len(named) == 3
    assert [name for name in named if not list(script.parent.glob(name.replace("\\", "/")))] == []
    assert (script.parent / "LICENCES.txt").read_text() == "Licences"


def test_the_setup_script_starts_only_programs_that_the_recipe_makes(release: Release) -> None:
    started = set(re.findall(r"\{app\}\\(\w+)\.exe", windows.setup_script(release)))

    assert started == {"materiaw"}
    assert [name for name in started if f'program("{name}"' not in SPEC] == []


def test_the_setup_script_has_no_absolute_path_and_the_version_of_the_tree(release: Release) -> None:
    script = windows.setup_script(release)

    assert re.findall(r"\b[A-Za-z]:\\|(?<![\w/])/(?:usr|home|tmp|opt)\b", script) == []
    assert f"AppVersion={release.package_version}\n" in script
    assert "VersionInfoVersion=1.2.3.0\n" in script
    assert "@" not in script


def test_it_installs_per_user_and_per_machine_and_silently(release: Release) -> None:
    script = windows.setup_script(release)

    assert "PrivilegesRequired=lowest\nPrivilegesRequiredOverridesAllowed=dialog commandline\n" in script
    assert "/VERYSILENT" in script
    assert all("HKA" in line or "Environment" in line for line in script.splitlines() if line.startswith("Root:"))


def test_windows_offers_materia_for_its_files_and_forgets_it_with_the_program(release: Release) -> None:
    script = windows.setup_script(release)

    for extension, kind in (("md", "Monograph"), ("zip", "Library")):
        (offered,) = [line for line in script.splitlines() if f"\\.{extension}\\OpenWithProgids" in line]
        assert f'ValueName: "Materia.{kind}"' in offered
        assert "uninsdeletevalue" in offered
        (command,) = [line for line in script.splitlines() if f"Materia.{kind}\\shell\\open\\command" in line]
        assert '"""{app}\\materiaw.exe"" open ""%1"""' in command


def test_the_setup_program_says_what_it_is_in_its_properties(release: Release) -> None:
    said = dict(re.findall(r"^VersionInfo(\w+)=(.+)$", windows.setup_script(release), re.MULTILINE))

    assert said["Version"] == said["ProductVersion"] == "1.2.3.0"
    assert said["TextVersion"] == said["ProductTextVersion"] == release.package_version
    assert {"Company", "Copyright", "Description", "ProductName"} <= said.keys()


def test_macos_offers_materia_for_its_files_after_the_programs_that_own_them(release: Release) -> None:
    types = plistlib.loads(macos.property_list(release).encode())["CFBundleDocumentTypes"]

    assert [kind["CFBundleTypeExtensions"] for kind in types] == [["md"], ["zip"]]
    assert {(kind["CFBundleTypeRole"], kind["LSHandlerRank"]) for kind in types} == {("Viewer", "Alternate")}


def test_the_version_resource_is_what_pyinstaller_evaluates(release: Release, tmp_path: Path) -> None:
    tree = ast.parse(windows.version_resource(release, tmp_path / "version.txt").read_text("utf-8"), mode="eval")
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]

    assert release.package_version in texts
    assert {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} == {
        "VSVersionInfo", "FixedFileInfo", "StringFileInfo", "StringTable", "StringStruct", "VarFileInfo", "VarStruct",
    }  # fmt: skip


def test_a_machine_without_inno_setup_is_told_what_it_needs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BuildError, match="Inno Setup"):
        windows.compiler()


def test_the_property_list_names_the_program_and_icon_that_the_recipe_makes(release: Release) -> None:
    properties = plistlib.loads(macos.property_list(release).encode())

    assert f'program("{properties["CFBundleExecutable"]}"' in SPEC
    assert properties["CFBundleIconFile"] == "materia.icns"
    assert properties["CFBundleVersion"] == properties["CFBundleShortVersionString"] == "1.2.3"
    assert "@" not in macos.property_list(release)


def test_the_disk_image_shows_bundle_licences_and_where_to_drag_it(release: Release, tmp_path: Path) -> None:
    bundle = tmp_path / "Materia.app"
    (bundle / "Contents").mkdir(parents=True)

    folder = macos.stage(bundle, "Licences", release, tmp_path / "image")

    assert sorted(path.name for path in folder.iterdir()) == ["Applications", "LICENCES.txt", "Materia.app"]


@pytest.mark.parametrize("template", sorted(path.name for path in TEMPLATES.iterdir()))
def test_no_template_names_a_folder_of_the_machine_that_builds(template: str) -> None:
    text = (TEMPLATES / template).read_text("utf-8")

    assert re.findall(r"/(?:work|tmp|root|home)/", text) == []


def test_an_ico_lists_its_pictures() -> None:
    pictures = {16: b"sixteen", 256: b"the large one"}
    data = ico(pictures)

    assert struct.unpack_from("<HHH", data) == (0, 1, 2)
    for place, (size, picture) in enumerate(sorted(pictures.items())):
        width, *_, length, offset = struct.unpack_from("<BBBBHHII", data, 6 + 16 * place)
        assert (width or 256, data[offset : offset + length]) == (size, picture)


def test_an_icns_lists_its_pictures_by_name() -> None:
    data = icns({16: b"small", 32: b"larger"})
    found, place = {}, 8
    while place < len(data):
        length = struct.unpack_from(">I", data, place + 4)[0]
        found[data[place : place + 4]] = data[place + 8 : place + length]
        place += length

    assert struct.unpack(">4sI", data[:8]) == (b"icns", len(data))
    assert found == {b"icp4": b"small", b"icp5": b"larger", b"ic11": b"larger"}


def test_every_size_of_windows_and_macos_is_drawn() -> None:
    assert 256 in ICO_SIZES
    assert {16, 32, 128, 256, 512, 1024} <= ICNS_TYPES.keys()
