"""The real installers: built twice, installed, used, upgraded and removed. Takes minutes; only where asked for.

What was said in the clean Debian is kept in build/debian-transcript.txt.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import build_installer
from installer import debian, proof
from installer.steps import release_of

pytestmark = [pytest.mark.installer, pytest.mark.timeout(3600)]
ROOT = Path(build_installer.ROOT)
TRANSCRIPT = ROOT / "build" / "debian-transcript.txt"
BARE = ("python3", "python3-venv", "git", "ca-certificates")
SHORT_PART = ("tests/monograph", "tests/ui/look", "tests/ui/paper/test_print_dialog.py", "tests/gui")
"""Tests of pure functions, of widgets, of paper, and of the real window, which takes most of what the system has."""
_NEEDED = ("dpkg-deb", "dpkg-shlibdeps", "objdump", "strip", "xz", "git")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of the last commit, so that nothing else in the tree can matter."""
    return cloned(tmp_path_factory.mktemp("first"))


def cloned(folder: Path, source: Path = ROOT) -> Path:
    lacking = [tool for tool in _NEEDED if shutil.which(tool) is None]
    if lacking:
        skip_or_fail(f"{', '.join(lacking)} is not on this machine: no installer is built here")
    root = folder / "materia"
    subprocess.run(["git", "clone", "-q", source, root], check=True)
    # One environment serves all builds: what is in it is held by the lock, and where it lies does not matter.
    (ROOT / "build").mkdir(exist_ok=True)
    (root / "build").mkdir()
    (ROOT / "build" / "venv").mkdir(exist_ok=True)
    (root / "build" / "venv").symlink_to(ROOT / "build" / "venv")
    return root


def skip_or_fail(reason: str) -> None:
    """A machine that is expected to do all this fails."""
    if os.environ.get("MATERIA_TEST_INSTALLER"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def made(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both Linux installers, by suffix; each has passed its proof."""
    out = tmp_path_factory.mktemp("out")
    return {path.suffix: path for path in build_installer.build(["deb", "run"], out, clone)}


def test_the_sums_hold(made: dict[str, Path]) -> None:
    folder = made[".deb"].parent

    assert len((folder / "SHA256SUMS").read_text().splitlines()) == 3
    subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=folder, check=True)


def test_another_clone_of_the_commit_gives_the_same_files(made: dict[str, Path], clone: Path, tmp_path: Path) -> None:
    again = cloned(tmp_path / "another" / "place", clone)
    built = build_installer.prepare(release_of(again), again, again / "build")
    first = clone / "build" / "frozen" / "materia"

    assert digests(built.frozen.folder) == digests(first)


def digests(folder: Path) -> dict[str, str]:
    """What every file below a folder holds; a link, where it leads."""
    return {
        str(path.relative_to(folder)): str(path.readlink())
        if path.is_symlink()
        else hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def test_nothing_inside_speaks_to_a_network_or_was_compiled_elsewhere(made: dict[str, Path], clone: Path) -> None:
    names = [path.name for path in (clone / "build" / "frozen" / "materia").rglob("*")]

    assert [name for name in names if name.startswith(("libssl", "libcrypto", "_ssl", "libQt6Network"))] == []
    assert [name for name in names if name.endswith((".pyc", ".seg", ".toc"))] == []


def test_the_per_user_install_works_and_goes_without_trace(made: dict[str, Path], tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    surroundings = {"HOME": str(home), "PATH": os.environ["PATH"]}
    subprocess.run(["sh", made[".run"], "--quiet"], env=surroundings, check=True)
    program = home / ".local/bin/materia"

    proof.prove(program, tmp_path / "proof")
    subprocess.run([program, "import", "--json", tmp_path / "proof" / "proofomycin.md"], env=surroundings, check=True)
    subprocess.run(["sh", made[".run"], "--quiet", "--uninstall"], env=surroundings, check=True)

    left = {path.relative_to(home).parts[:3] for path in home.rglob("*") if path.is_file()}
    assert (".local", "share", "Materia") in left
    assert [path for path in home.rglob("*materia*") if path.name == "materia" or path.suffix == ".desktop"] == []


@pytest.fixture
def debian_root(bare_debian: Path, tmp_path: Path) -> Iterator[Path]:
    """A Debian of the test's own, with nothing in it but what every Debian has."""
    root = tmp_path / "root"
    subprocess.run(["cp", "-a", bare_debian, root], check=True)
    subprocess.run(["mount", "-t", "proc", "proc", root / "proc"], check=True)
    try:
        yield root
    finally:
        subprocess.run(["umount", root / "proc"], check=True)
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="module")
def bare_debian(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What debootstrap makes, from the sources this machine uses. Not to be changed: each test takes a copy."""
    if shutil.which("debootstrap") is None or os.geteuid() != 0:
        skip_or_fail("debootstrap, or root, is not to be had: the package is not installed in a clean Debian here")
    source = package_source()
    root = tmp_path_factory.mktemp("debian")
    done = subprocess.run(
        ["debootstrap", "--variant=minbase", *source[:1], root, *source[1:]],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        skip_or_fail(f"debootstrap failed:\n{done.stdout[-2000:]}")
    shutil.copyfile("/etc/resolv.conf", root / "etc/resolv.conf")
    for settings in Path("/etc/apt/apt.conf.d").glob("*proxy*"):
        shutil.copyfile(settings, root / "etc/apt/apt.conf.d" / settings.name)
    yield root
    shutil.rmtree(root, ignore_errors=True)


def package_source() -> tuple[str, str]:
    """The release of this machine, and where it has its packages from."""
    names = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
    release = names.get("VERSION_CODENAME", "").strip('"')
    words = ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages"]
    listed = subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()
    found = [line.split()[0] for line in listed if line.split()[1:] == [release, "main"]]
    if not found:
        skip_or_fail(f"No package source for {release} was found: is this Debian or Ubuntu, after apt-get update?")
    return release, found[0]


def inside(root: Path, *words: str, **more: str) -> str:
    """Run a command in another root and answer what it printed; what it complains of fails the test.

    `more` are further environment variables.
    """
    surroundings = more | {
        "HOME": "/root", "LANG": "C.UTF-8", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "QT_QPA_PLATFORM": "offscreen",
        "DEBIAN_FRONTEND": "noninteractive",
    }  # fmt: skip
    done = subprocess.run(
        ["/usr/sbin/chroot", root, *words], env=surroundings, capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, f"{words}: {done.stdout}\n{done.stderr}"
    if words[0] == "materia":
        assert done.stderr == ""
    with TRANSCRIPT.open("a", encoding="utf-8") as transcript:
        transcript.write(f"# {' '.join(words)}\n{done.stdout.strip()}\n\n")
    return done.stdout


def test_the_package_is_installed_used_upgraded_and_removed_on_a_clean_debian(
    made: dict[str, Path], clone: Path, debian_root: Path
) -> None:
    TRANSCRIPT.unlink(missing_ok=True)
    before = named_materia(debian_root)
    release = release_of(clone)
    layout = clone / "build" / "deb" / "root"
    gone = layout / "usr/lib/materia/_internal/of-the-older-version"
    gone.write_text("to go with the upgrade")
    control = (layout / "DEBIAN" / "control").read_text()
    depends = next(line[9:] for line in control.splitlines() if line.startswith("Depends: "))
    older = debian.build_package(layout, replace(release, version="0.0.1"), depends, debian_root / "tmp", level=0)
    newer = Path(shutil.copy(made[".deb"], debian_root / "tmp"))

    inside(debian_root, "apt-get", "install", "-q", "-y", "--no-install-recommends", f"/tmp/{older.name}")
    assert inside(debian_root, "dpkg", "--verify", "materia") == ""
    proof.prove(Path("/usr/bin/materia"), debian_root / "tmp" / "proof", debian_root)
    (debian_root / "root" / "mine.md").write_text(proof.MONOGRAPH)
    inside(debian_root, "materia", "import", "/root/mine.md")
    inside(debian_root, "materia", "bookmark", "add", "Proofomycin", "--note", "Kept through the upgrade")

    inside(debian_root, "apt-get", "install", "-q", "-y", "--no-install-recommends", f"/tmp/{newer.name}")
    assert inside(debian_root, "dpkg-query", "-W", "-f", "${Version}", "materia") == release.package_version
    assert not (debian_root / gone.relative_to(layout)).exists()
    assert "Kept through the upgrade" in inside(debian_root, "materia", "bookmark", "list", "--json")
    assert "Proofomycin" in inside(debian_root, "materia", "list")
    assert "local:proofomycin" in inside(debian_root, "materia", "search", "--json", "proofomycin")

    inside(debian_root, "apt-get", "purge", "-q", "-y", "materia")
    assert named_materia(debian_root) == before
    user_data = debian_root / "root/.local/share/Materia"
    assert (user_data / "user.db").stat().st_size > 0
    assert (user_data / "library.db").stat().st_size > 0


def named_materia(root: Path) -> set[str]:
    """Every path with Materia's name in it, but for home folders and what the test put into /tmp."""
    shown = subprocess.run(
        ["find", ".", "(", "-path", "./tmp", "-o", "-path", "./root", "-o", "-path", "./proc", ")", "-prune", "-o",
         "-iname", "*materia*", "-print"],
        cwd=root, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return set(shown.split())


def test_both_commands_of_the_readme_do_everything_on_a_bare_debian(
    debian_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Nothing but Python and git is there. The packages of the lock come from a folder, with their hashes checked."""
    inside(debian_root, "apt-get", "update", "-qq")
    inside(debian_root, "apt-get", "install", "-q", "-y", "--no-install-recommends", *BARE)
    subprocess.run(["git", "clone", "-q", ROOT, debian_root / "root" / "materia"], check=True)
    download = (
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--require-hashes",
        "-d",
        debian_root / "root" / "wheels",
    )
    subprocess.run([*download, "-r", ROOT / "requirements.lock"], check=True)
    bootstrap = ("python3", "/root/materia/bootstrap.py")
    packages = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "/root/wheels"}

    assert "Baclofen: " in inside(debian_root, *bootstrap, "run", "search", "baclofen", **packages)
    said = inside(debian_root, *bootstrap, "test", *SHORT_PART, MATERIA_EXPECT_ALL="1", **packages)

    assert "All checks passed" in said
    assert "could not run here" not in said
