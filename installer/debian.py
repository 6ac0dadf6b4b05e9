"""The Debian package: /usr/lib/materia, and what makes it known to system and desktop. No scripts run as root."""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from installer.freeze import is_elf
from installer.steps import BuildError, Release, command, fill, settle, write

BUILD_PACKAGES = ("binutils", "dpkg-dev", "libcups2", "libwayland-cursor0", "xz-utils")
"""What building needs of Debian beyond what Materia itself needs to run from a clone; where Python is Debian's own, its
library besides, such as libpython3.11. The libraries are looked at, to find the packages to depend on."""


def lay_out(frozen: Path, without: Iterable[str], shared: Mapping[str, bytes], root: Path) -> Path:
    """Put the program and its desktop files where they belong below `root`; answers the program's folder.

    `without` are the libraries that the package takes from the system instead.
    """
    home = root / "usr" / "lib" / "materia"
    shutil.copytree(frozen, home, symlinks=True)
    for name in without:
        (home / "_internal" / name).unlink()
    link = root / "usr" / "bin" / "materia"
    link.parent.mkdir(parents=True)
    link.symlink_to("../lib/materia/materia")
    for name, data in shared.items():
        path = root / "usr" / "share" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return home


def add_documents(root: Path, release: Release, licences: str) -> None:
    """What Debian wants of every package: its licences, and what has changed."""
    documents = root / "usr" / "share" / "doc" / "materia"
    write(documents / "copyright", licences)
    moment = command("date", "-u", "-R", "-d", f"@{release.epoch}", LC_ALL="C").strip()
    changes = (
        f"materia ({release.package_version}) unstable; urgency=medium\n\n  * Built from {release.commit}.\n\n"
        f" -- Materia project <materia@project.invalid>  {moment}\n"
    )
    overrides = root / "usr" / "share" / "lintian" / "overrides" / "materia"
    write(overrides, fill("lintian-overrides", {}))
    (documents / "changelog.gz").write_bytes(gzip.compress(changes.encode(), mtime=0))


def dependencies(root: Path, home: Path) -> str:
    """The packages whose libraries the program links, with the versions it needs, as dpkg-shlibdeps knows them."""
    (root / "DEBIAN").mkdir(exist_ok=True)  # by this the tool knows where libraries will be found beside each other
    binaries = sorted(path for path in home.rglob("*") if is_elf(path))
    folders = sorted({path.parent for path in binaries})
    with tempfile.TemporaryDirectory() as folder:
        # The tool reads the names of packages from a source tree.
        write(Path(folder) / "debian" / "control", "Source: materia\n\nPackage: materia\nArchitecture: any\n")
        try:
            shown = command(
                *("dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0"),
                *(f"-l{place}" for place in folders),
                *binaries,
                folder=Path(folder),
            )
        except BuildError as error:
            lacking = sorted(set(re.findall(r"cannot find library (\S+)", str(error))))
            if not lacking:
                raise
            raise BuildError(
                f"This machine lacks {', '.join(lacking)}. As root: apt-get install {' '.join(BUILD_PACKAGES)}"
            ) from error
    return tidy_dependencies(shown)


def tidy_dependencies(shown: str) -> str:
    """The value of the substitution variable that dpkg-shlibdeps printed, in one order."""
    found = re.search(r"^shlibs:Depends=(.+)$", shown, re.MULTILINE)
    return ", ".join(sorted(part.strip() for part in found[1].split(","))) if found else ""


def control(release: Release, depends: str, size: int, architecture: str) -> str:
    """The package's description; `size` in bytes, of all its files."""
    return fill(
        "control",
        {
            "VERSION": release.package_version,
            "ARCHITECTURE": architecture,
            "SIZE": str(-(-size // 1024)),
            "DEPENDS": depends,
        },
    )


def sums(root: Path) -> str:
    """MD5 of every file, as `dpkg --verify` reads them."""
    files = sorted(path for path in (root / "usr").rglob("*") if path.is_file() and not path.is_symlink())
    return "".join(
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(root)}\n"
        for path in files
    )


def build_package(root: Path, release: Release, depends: str, out: Path, level: int = 6) -> Path:
    """Pack what was laid out; `level` is that of xz."""
    architecture = command("dpkg", "--print-architecture").strip()
    size = sum(path.stat().st_size for path in (root / "usr").rglob("*") if path.is_file() and not path.is_symlink())
    checksums = sums(root)
    write(root / "DEBIAN" / "control", control(release, depends, size, architecture))
    write(root / "DEBIAN" / "md5sums", checksums)
    settle(root, release.epoch)
    package = out / f"materia_{release.package_version}_{architecture}.deb"
    # dpkg-deb cuts the input into blocks of one size however many threads it has: the bytes are the same.
    command(
        *("dpkg-deb", "--root-owner-group", "-Zxz", f"-z{level}", "--build", root, package),
        SOURCE_DATE_EPOCH=str(release.epoch),
    )
    return package
