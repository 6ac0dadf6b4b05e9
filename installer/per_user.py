"""The install that needs no root: one file, a shell script with the program behind it."""

from __future__ import annotations

import hashlib
import platform
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from installer.steps import BuildError, Release, command, fill, settle

PROGRAM_MARK = "PROGRAM-OF-MATERIA"
"""Stands in the menu entry for the program's path, which is known at the install."""


def lay_out(frozen: Path, without: Iterable[str], shared: Mapping[str, bytes], folder: Path) -> Path:
    """The program's folder with its desktop files inside, which the script copies to where they belong."""
    shutil.copytree(frozen, folder, symlinks=True)
    for name in without:
        (folder / "_internal" / name).unlink()
    for name, data in shared.items():
        path = folder / "share" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def copyright_of(libraries: Iterable[Path]) -> dict[str, str]:
    """The packages that libraries of the system are from, and their copyright files."""
    found = {}
    for library in sorted(libraries):
        package = owner(library)
        path = Path("/usr/share/doc", package, "copyright")
        if not path.is_file():
            raise BuildError(f"{path} is not there: the licence of {library.name} must go along.")
        found[package] = path.read_text(encoding="utf-8")
    return found


def owner(library: Path) -> str:
    """The package that a library is from. dpkg knows it by the path it was packed with, with or without /usr."""
    resolved = str(library.resolve())
    for path in (resolved, resolved.removeprefix("/usr")):
        try:
            return command("dpkg", "-S", path).partition(":")[0].split(",")[0]
        except BuildError:
            continue
    raise BuildError(f"No package brought {library}.")


def pack(folder: Path, release: Release) -> bytes:
    """The folder as tar.xz; the same files, the same bytes."""
    settle(folder, release.epoch)
    with tempfile.TemporaryDirectory() as scratch:
        packed = Path(scratch, "payload.tar")
        with tarfile.open(packed, mode="w", format=tarfile.GNU_FORMAT) as archive:
            for path in (folder, *sorted(folder.rglob("*"))):
                archive.add(path, path.relative_to(folder.parent).as_posix(), recursive=False, filter=_nobody)
        # Several threads cut the input into blocks of this size, whatever their number is; one thread does not.
        command("xz", "-6", "-T2", "--block-size=24MiB", packed)
        return packed.with_name("payload.tar.xz").read_bytes()


def script(release: Release, payload: bytes, name: str) -> bytes:
    """The whole installer: the script, and behind it what it unpacks."""
    values = {
        "VERSION": release.package_version,
        "FILE": name,
        "SYSTEM": f"{platform.system()}-{platform.machine()}",
        "SHA256": hashlib.sha256(payload).hexdigest(),
        "PROGRAM_MARK": PROGRAM_MARK,
        "LINES": "0",
    }
    lines = fill("run.sh", values).count("\n") + 1
    return fill("run.sh", {**values, "LINES": str(lines)}).encode() + payload


def build_script(folder: Path, release: Release, out: Path) -> Path:
    """Write the installer."""
    path = out / f"materia-{release.package_version}-{platform.machine()}.run"
    path.write_bytes(script(release, pack(folder, release), path.name))
    path.chmod(0o755)
    return path


def _nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry
