"""The Windows installer: a setup program that Inno Setup compiles."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from installer.steps import BuildError, Release, command, fill, write


def version_resource(release: Release, path: Path) -> Path:
    """What Windows shows in the properties of the program."""
    numbers = ", ".join(map(str, release.numbers))
    write(path, fill("version-resource.txt", {"VERSION": release.package_version, "NUMBERS": numbers}))
    return path


def setup_script(release: Release) -> str:
    """The script for Inno Setup. It stands beside what it names: see `stage`."""
    return fill(
        "materia.iss",
        {
            "VERSION": release.package_version,
            "NUMBERS": ".".join(map(str, release.numbers)),
            "DATE": release.date,
            "OUTPUT": f"materia-{release.package_version}-setup",
        },
    )


def named_files(script: str) -> list[str]:
    """What the script takes from the folder it stands in."""
    sources = re.findall(r'^Source: "([^"]+)"', script, re.MULTILINE)
    return sources + re.findall(r"^(?:LicenseFile|SetupIconFile)=(.+)$", script, re.MULTILINE)


def stage(frozen: Path, icons: Path, licences: str, release: Release, folder: Path) -> Path:
    """Put all that the script names beside it; answers the script."""
    shutil.copytree(frozen, folder / "materia", symlinks=True)
    shutil.copyfile(icons / "materia.ico", folder / "materia.ico")
    write(folder / "LICENCES.txt", licences)
    path = folder / "materia.iss"
    text = setup_script(release)
    # Inno Setup takes a file without this mark for the code page of the machine.
    path.write_text(text, encoding="utf-8-sig", newline="\r\n")
    return path


def compile_setup(script: Path, release: Release, out: Path) -> Path:
    """Run Inno Setup's compiler."""
    command(compiler(), "/Qp", script, folder=script.parent)
    made = script.parent / "out" / f"materia-{release.package_version}-setup.exe"
    return Path(shutil.copyfile(made, out / made.name))


def compiler() -> str:
    """Inno Setup's compiler, where it is on the path or where it installs itself."""
    places = [
        Path(os.environ.get(name, ""), "Inno Setup 6", "ISCC.exe") for name in ("ProgramFiles(x86)", "ProgramFiles")
    ]
    found = shutil.which("iscc") or next((str(place) for place in places if place.is_file()), None)
    if found is None:
        raise BuildError("Inno Setup 6.3 or newer is needed: its compiler, ISCC.exe, was not found.")
    return found
