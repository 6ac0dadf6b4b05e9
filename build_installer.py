"""Build Materia's installers from the last commit of this clone.

    python3 build_installer.py [--target deb|run|exe|dmg]... [--out DIR]

Without a target: all that this system can build (deb and run on Linux, exe on Windows, dmg on macOS). Each is built on
its own system. What is built is started in an empty home first, and written only if it works. Same commit, same Python:
same bytes. Beside the installers come their SHA-256 sums and a software bill of materials.

Standard library only; PyInstaller and the libraries go into an environment of their own below build/.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from installer import contents, debian, desktop, macos, per_user, proof, windows
from installer.contained import Contained, contained_libraries
from installer.freeze import Frozen, freeze, make_environment, packages_folder, system_libraries
from installer.steps import BuildError, Release, command, export_tree, release_of, uncommitted, write
from installer.trim import goes_along

ROOT = Path(__file__).resolve().parent
Result = TypeVar("Result")
SYSTEMS = {"deb": "linux", "run": "linux", "exe": "win32", "dmg": "darwin"}
"""Which `sys.platform` builds which target."""


@dataclass(frozen=True)
class Built:
    """What all targets of one run are made from."""

    release: Release
    frozen: Frozen
    icons: Path
    system: dict[str, Path]
    """The libraries of this system that PyInstaller collected, by name."""
    licences: str
    help_text: str
    build: Path


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Build Materia's installers from the last commit.")
    parser.add_argument("--target", choices=SYSTEMS, action="append", help="may be repeated")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where the installers go (default: dist/)")
    chosen = parser.parse_args(words)
    try:
        targets = targets_here(chosen.target, sys.platform)
        made = build(targets, chosen.out.absolute())
    except BuildError as error:
        print(f"build_installer: {error}", file=sys.stderr)
        return 1
    for path in made:
        print(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
    return 0


def targets_here(wanted: Sequence[str] | None, system: str) -> list[str]:
    """What to build. Raises BuildError for a target of another system."""
    possible = [target for target, needed in SYSTEMS.items() if needed == system]
    if not possible:
        raise BuildError(f"There is no installer for {system}.")
    for target in wanted or ():
        if target not in possible:
            raise BuildError(f"A {target} is built on {SYSTEMS[target]}, and this is {system}.")
    return list(dict.fromkeys(wanted or possible))


def build(targets: Sequence[str], out: Path, root: Path = ROOT) -> list[Path]:
    """Build the targets; answers the files written to `out`."""
    release = release_of(root)
    changed = uncommitted(root)
    if changed:
        print(f"build_installer: not in the installer, because not committed: {', '.join(changed)}", file=sys.stderr)
    folder = root / "build"
    say(f"Materia {release.package_version}")
    built = prepare(release, root, folder)
    out.mkdir(parents=True, exist_ok=True)
    made = []
    for target in targets:
        say(f"{target}: laying out, starting, packing")
        stage = folder / target
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir(parents=True)
        made.append(MAKERS[target](built, stage, out))
    bill = out / f"materia-{release.package_version}.cdx.json"
    shutil.copyfile(folder / "tree" / "resources" / "sbom.cdx.json", bill)
    made.append(bill)
    write(out / "SHA256SUMS", sums(out))
    return [*made, out / "SHA256SUMS"]


def prepare(release: Release, root: Path, folder: Path) -> Built:
    """Export the tree, install what is locked, write what the program says of itself, freeze."""
    tree, icons = folder / "tree", folder / "icons"
    shutil.rmtree(tree, ignore_errors=True)
    export_tree(root, tree)
    python = timed("environment", lambda: make_environment(folder, tree))
    packages = packages_folder(python)
    parts = collect_parts(tree, packages, folder / "venv", contained_libraries(python, packages))
    licences = contents.licences_text(parts, (tree / "LICENSE").read_text(encoding="utf-8"))
    write(tree / "resources" / "build.json", contents.build_json(release, parts))
    write(tree / "resources" / "THIRD-PARTY-LICENCES.txt", licences)
    write(tree / "resources" / "sbom.cdx.json", contents.bill_of_materials(release, parts))
    drawings = [tree / "resources" / "app-icon" / name for name in ("materia.svg", "materia-small.svg")]
    command(python, tree / "installer" / "draw_icons.py", *drawings, icons, QT_QPA_PLATFORM="offscreen")
    settings = recipe_settings(release, folder, icons, sys.platform)
    frozen = timed("freezing", lambda: freeze(tree, python, folder, release, **settings))
    unlisted = contents.unlisted([*frozen.inside.values(), *frozen.modules.values()], packages, parts)
    if unlisted:
        raise BuildError(f"Inside, but not in the list of parts: {', '.join(unlisted)}.")
    system = system_libraries(frozen, folder) if sys.platform == "linux" else {}
    help_text = command(frozen.program, "--help", COLUMNS="200")
    return Built(release, frozen, icons, system, licences, help_text, folder)


def collect_parts(
    tree: Path, packages: Path, environment: Path, contained: Mapping[str, Sequence[Contained]]
) -> list[contents.Part]:
    """Everything inside that is not Materia's own: what it requires with the libraries `contained` in each, Python,
    and what starts the program.
    """
    project = tomllib.loads((tree / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = contents.required_names(project["dependencies"])
    report = json.loads((environment / "pip-report.json").read_text(encoding="utf-8"))
    parts = [
        replace(part, contained=contained.get(contents.fold(part.name), ()))
        for part in contents.parts_of(packages, report, required)
    ]
    return [*parts, contents.interpreter_part(), contents.bootloader_part(packages, report)]


def recipe_settings(release: Release, folder: Path, icons: Path, system: str) -> dict[str, str]:
    """What the recipe is told, as environment variables: Windows and macOS keep icon and version in the program."""
    if system == "win32":
        resource = windows.version_resource(release, folder / "version-resource.txt")
        return {"MATERIA_ICON": str(icons / "materia.ico"), "MATERIA_VERSION_RESOURCE": str(resource)}
    if system == "darwin":
        write(folder / "Info.plist", macos.property_list(release))
        return {"MATERIA_ICON": str(icons / "materia.icns"), "MATERIA_PROPERTY_LIST": str(folder / "Info.plist")}
    return {}


def make_deb(built: Built, stage: Path, out: Path) -> Path:
    """The package takes every library of the system from the system."""
    shared = desktop.shared_files(built.release, built.icons, built.help_text, "materia")
    root = stage / "root"
    home = debian.lay_out(built.frozen.folder, built.system, shared, root)
    debian.add_documents(root, built.release, built.licences)
    timed("proof", lambda: proof.prove(root / "usr" / "bin" / "materia", stage / "proof"))
    depends = debian.dependencies(root, home)
    return timed("packing", lambda: debian.build_package(root, built.release, depends, out))


def make_run(built: Built, stage: Path, out: Path) -> Path:
    """The per-user install brings those libraries along that a bare desktop may lack."""
    along = {name: source for name, source in built.system.items() if goes_along(name)}
    shared = desktop.shared_files(built.release, built.icons, built.help_text, per_user.PROGRAM_MARK)
    folder = per_user.lay_out(built.frozen.folder, set(built.system) - set(along), shared, stage / "materia")
    chapters = "".join(
        f"\n{'=' * 78}\n{package} (a library of the system this was built on)\n{'=' * 78}\n\n{text.strip()}\n"
        for package, text in sorted(per_user.copyright_of(along.values()).items())
    )
    write(folder / "_internal" / "resources" / "THIRD-PARTY-LICENCES.txt", built.licences + chapters)
    timed("proof", lambda: proof.prove(folder / "materia", stage / "proof"))
    return timed("packing", lambda: per_user.build_script(folder, built.release, out))


def make_exe(built: Built, stage: Path, out: Path) -> Path:
    """The setup program for Windows."""
    timed("proof", lambda: proof.prove(built.frozen.program, stage / "proof"))
    script = windows.stage(built.frozen.folder, built.icons, built.licences, built.release, stage / "setup")
    return timed("packing", lambda: windows.compile_setup(script, built.release, out))


def make_dmg(built: Built, stage: Path, out: Path) -> Path:
    """The disk image for macOS."""
    bundle = built.frozen.folder.with_name("Materia.app")
    timed("proof", lambda: proof.prove(bundle / "Contents" / "MacOS" / "materia", stage / "proof"))
    image = macos.stage(bundle, built.licences, built.release, stage / "image")
    return timed("packing", lambda: macos.build_image(image, built.release, out))


MAKERS: dict[str, Callable[[Built, Path, Path], Path]] = {
    "deb": make_deb,
    "run": make_run,
    "exe": make_exe,
    "dmg": make_dmg,
}


def sums(folder: Path) -> str:
    """SHA-256 of every file in a folder, as `sha256sum -c` reads them."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != "SHA256SUMS")
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)


def timed(name: str, work: Callable[[], Result]) -> Result:
    """Do something, and say how long it took."""
    begun = time.monotonic()
    done = work()
    say(f"{name}: {time.monotonic() - begun:.0f} s")
    return done


def say(words: str) -> None:
    print(f"== {words}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
