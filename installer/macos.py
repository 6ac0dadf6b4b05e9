"""The disk image for macOS: the application's bundle, and a link to the folder it is dragged to."""

from __future__ import annotations

import shutil
from pathlib import Path

from installer.steps import Release, command, fill, settle, write


def property_list(release: Release) -> str:
    """What macOS knows of the bundle."""
    return fill("Info.plist", {"VERSION": release.version})


def stage(bundle: Path, licences: str, release: Release, folder: Path) -> Path:
    """What the disk image shows when it is opened."""
    shutil.copytree(bundle, folder / bundle.name, symlinks=True)
    (folder / "Applications").symlink_to("/Applications")
    write(folder / "LICENCES.txt", licences)
    settle(folder, release.epoch)
    return folder


def build_image(folder: Path, release: Release, out: Path) -> Path:
    """Run hdiutil. The image carries the moment it was made: only its content is the same for the same tree."""
    path = out / f"materia-{release.package_version}.dmg"
    command(
        "hdiutil", "create", "-ov", "-format", "UDZO", "-fs", "HFS+", "-volname", "Materia", "-srcfolder", folder, path
    )
    return path
