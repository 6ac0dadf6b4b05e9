"""The Debian package and the per-user install, with a small program in the place of Materia."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from desktop_app.cli import materia
from installer import debian, desktop, per_user
from installer.steps import BuildError, Release

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these installers are built on Linux")
needs_dpkg = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not on this machine")


@pytest.fixture
def shared(release: Release, icons: Path) -> dict[str, bytes]:
    """The desktop files, with the real help of the program."""
    help_text = CliRunner().invoke(materia, ["--help"], terminal_width=200).stdout
    return desktop.shared_files(release, icons, help_text, per_user.PROGRAM_MARK)


def test_the_manual_page_lists_every_command(shared: dict[str, bytes]) -> None:
    manual = gzip.decompress(shared["man/man1/materia.1.gz"]).decode()

    assert [name for name in materia.commands if f".B {name}\n" not in manual] == []
    assert "@" not in manual


def test_a_help_without_commands_is_an_error() -> None:
    with pytest.raises(ValueError, match="no commands"):
        desktop.manual_commands("Usage: materia")


def test_a_command_whose_help_begins_with_a_dot_stays_text() -> None:
    assert desktop.manual_commands("\nCommands:\n  odd  .profile is\n       re-read\n") == (
        ".TP\n.B odd\n\\&.profile is re\\-read"
    )


def test_menu_entry_metadata_and_file_types_agree(shared: dict[str, bytes]) -> None:
    entry = ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[method-assign,assignment]
    entry.read_string(shared["applications/materia.desktop"].decode())
    metadata = ElementTree.fromstring(shared["metainfo/local.materia.materia.metainfo.xml"])
    types = ElementTree.fromstring(shared["mime/packages/materia.xml"])
    namespace = "{http://www.freedesktop.org/standards/shared-mime-info}"
    declared = {node.get("type") for node in types.iter(f"{namespace}mime-type")}

    assert set(entry["Desktop Entry"]["MimeType"].strip(";").split(";")) == declared
    assert {node.text for node in metadata.iter("mediatype")} == declared
    assert metadata.findtext("launchable") == "materia.desktop"
    assert metadata.find("releases/release").attrib == {"version": "1.2.3", "date": "2023-11-14"}  # type: ignore[union-attr]
    assert f"icons/hicolor/16x16/apps/{entry['Desktop Entry']['Icon']}.png" in shared


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (["desktop-file-validate"], "applications/materia.desktop"),
        (["appstreamcli", "validate", "--no-net"], "metainfo/local.materia.materia.metainfo.xml"),
    ],
)
def test_the_desktops_own_tools_find_no_fault(
    shared: dict[str, bytes], tmp_path: Path, command: list[str], name: str
) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not on this machine")
    path = tmp_path / Path(name).name
    path.write_bytes(shared[name])

    done = subprocess.run([*command, path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "error" not in done.stdout


@needs_dpkg
def test_a_package_has_everything_in_its_place_and_the_same_bytes_each_time(
    frozen: Path, shared: dict[str, bytes], release: Release, tmp_path: Path
) -> None:
    packages = []
    for name in ("one", "two"):
        root = tmp_path / name / "root"
        debian.lay_out(frozen, ["libz.so.1"], shared, root)
        debian.add_documents(root, release, "Licences")
        packages.append(debian.build_package(root, release, "libc6, zlib1g", tmp_path / name))

    assert packages[0].read_bytes() == packages[1].read_bytes()
    assert packages[0].name.startswith(f"materia_{release.package_version}_")
    utc = {**os.environ, "TZ": "UTC"}  # dpkg-deb tells the time of day of the place
    listed = subprocess.run(["dpkg-deb", "-c", packages[0]], env=utc, capture_output=True, text=True, check=True).stdout
    lines = [line.split() for line in listed.splitlines()]
    assert {line[1] for line in lines} == {"root/root"}
    assert {line[3] for line in lines} == {"2023-11-14"}
    names = [line[5] for line in lines]
    assert "./usr/bin/materia" in names
    assert "./usr/share/man/man1/materia.1.gz" in names
    assert "./usr/lib/materia/_internal/libown.so" in names
    assert "./usr/lib/materia/_internal/libz.so.1" not in names
    fields = subprocess.run(["dpkg-deb", "-f", packages[0]], capture_output=True, text=True, check=True).stdout
    assert f"Version: {release.package_version}\n" in fields
    assert "Depends: libc6, zlib1g\n" in fields
    assert (tmp_path / "one/root/usr/bin/materia").resolve() == tmp_path / "one/root/usr/lib/materia/materia"


def test_dependencies_come_in_one_order() -> None:
    assert debian.tidy_dependencies("shlibs:Depends=zlib1g, libc6 (>= 2.35)\n") == "libc6 (>= 2.35), zlib1g"
    assert debian.tidy_dependencies("") == ""


@pytest.fixture
def installer(frozen: Path, shared: dict[str, bytes], release: Release, tmp_path: Path) -> Path:
    """The per-user installer of the small program."""
    return built_installer(frozen, shared, release, tmp_path / "built")


def built_installer(frozen: Path, shared: dict[str, bytes], release: Release, folder: Path) -> Path:
    folder.mkdir()
    laid_out = per_user.lay_out(frozen, ["libz.so.1"], shared, folder / "materia")
    return per_user.build_script(laid_out, release, folder)


def run(installer: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    home.mkdir(exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH",)}
    return subprocess.run(
        ["sh", installer, *words], env={**kept, "HOME": str(home)}, capture_output=True, text=True, check=False
    )


def files_in(home: Path) -> set[str]:
    """Without what the desktop's own tools derive from them."""
    found = {str(path.relative_to(home)) for path in home.rglob("*") if not path.is_dir() or path.is_symlink()}
    derived = (".local/share/mime/", ".local/share/applications/mimeinfo.cache", ".cache/")
    return {name for name in found if not name.startswith(derived) or name.endswith("packages/materia.xml")}


def test_it_installs_runs_and_is_removed_leaving_only_user_data(installer: Path, tmp_path: Path) -> None:
    home = tmp_path / "a home"
    done = run(installer, home)
    assert (done.returncode, done.stderr) == (0, "")
    program = home / ".local/bin/materia"
    assert subprocess.run([program], capture_output=True, text=True, check=True).stdout == "materia 1.2.3\n"
    entry = (home / ".local/share/applications/materia.desktop").read_text()
    assert f'\nExec="{program}" open %F\n' in entry
    assert f"\nTryExec={program}\n" in entry  # quotes would be looked for as part of the name, and the entry hidden
    assert per_user.PROGRAM_MARK not in entry
    if shutil.which("update-desktop-database"):
        assert "materia.desktop" in (home / ".local/share/applications/mimeinfo.cache").read_text()
    assert (home / ".local/share/icons/hicolor/48x48/apps/materia.png").is_file()
    data = home / ".local/share/Materia/user.db"
    data.parent.mkdir()
    data.write_text("precious")

    removed = run(installer, home, "--uninstall")

    assert (removed.returncode, removed.stderr) == (0, "")
    assert files_in(home) == {".local/share/Materia/user.db"}


@pytest.mark.parametrize(
    ("name", "escaped"), [("R & D|x", "R & D|x"), ("50% off", "50%% off"), ('a"b', r'a\\"b'), ("$HOME", r"\\$HOME")]
)
def test_signs_in_the_path_of_a_home_mean_nothing_in_the_menu_entry(
    installer: Path, tmp_path: Path, name: str, escaped: str
) -> None:
    home = tmp_path / name
    assert run(installer, home).returncode == 0
    entry = (home / ".local/share/applications/materia.desktop").read_text()
    assert f'\nExec="{tmp_path}/{escaped}/.local/bin/materia" open %F\n' in entry
    assert f"\nTryExec={home}/.local/bin/materia\n" in entry
    assert run(installer, home, "--uninstall").returncode == 0
    assert files_in(home) == set()


def test_a_newer_one_takes_the_place_of_an_older_one(
    installer: Path, frozen: Path, shared: dict[str, bytes], release: Release, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    run(installer, home)
    (frozen / "_internal" / "libown.so").rename(frozen / "_internal" / "libnew.so")
    newer = built_installer(frozen, shared, release, tmp_path / "newer")

    assert run(newer, home, "--quiet").stdout == ""
    names = {path.name for path in (home / ".local/lib/materia/_internal").iterdir()}
    assert names == {"libnew.so", "resources"}
    assert [path.name for path in (home / ".local/lib").iterdir()] == ["materia"]


def test_another_prefix_is_kept_to(installer: Path, tmp_path: Path) -> None:
    home, prefix = tmp_path / "home", tmp_path / "elsewhere"

    assert run(installer, home, "--prefix", str(prefix)).returncode == 0
    assert files_in(home) == set()
    assert (prefix / "share/applications/materia.desktop").is_file()
    assert run(installer, home, "--uninstall", "--prefix", str(prefix)).returncode == 0
    assert not (prefix / "share/applications/materia.desktop").exists()


def test_a_damaged_installer_changes_nothing(installer: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    data = bytearray(installer.read_bytes())
    data[-100] ^= 1
    installer.write_bytes(data)

    done = run(installer, home)

    assert done.returncode == 1
    assert done.stderr == "materia: the file is damaged. Copy it again.\n"
    assert files_in(home) == set()


def test_a_program_that_does_not_run_here_is_not_installed(
    frozen: Path, shared: dict[str, bytes], release: Release, tmp_path: Path
) -> None:
    (frozen / "materia").write_text("#!/bin/sh\necho 'libGL.so.1 is missing' >&2\nexit 127\n")
    home = tmp_path / "home"

    done = run(built_installer(frozen, shared, release, tmp_path / "built"), home)

    assert done.returncode == 1
    assert done.stderr == "materia: it does not run on this system: libGL.so.1 is missing\n"
    assert files_in(home) == set()


def test_removing_what_is_not_there_says_so(installer: Path, tmp_path: Path) -> None:
    done = run(installer, tmp_path / "home", "--uninstall")

    assert done.returncode == 1
    assert "is not installed" in done.stderr


def test_its_help_is_shown(installer: Path, tmp_path: Path) -> None:
    shown = run(installer, tmp_path / "home", "--help").stdout

    assert f"sh {installer.name} --uninstall" in shown
    assert "#" not in shown


def test_the_same_files_pack_to_the_same_bytes(
    frozen: Path, shared: dict[str, bytes], release: Release, tmp_path: Path
) -> None:
    one, two = (built_installer(frozen, shared, release, tmp_path / name) for name in ("one", "two"))

    assert one.read_bytes() == two.read_bytes()


@needs_dpkg
def test_the_licence_of_a_library_of_the_system_is_found() -> None:
    found = per_user.copyright_of([Path("/bin/sh").resolve()])

    assert [len(text) > 100 for text in found.values()] == [True]


@needs_dpkg
def test_a_library_that_no_package_brought_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="No package brought"):
        per_user.copyright_of([tmp_path / "libown.so"])
