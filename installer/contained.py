"""The libraries inside the wheels: what lies in an installer without being a distribution of Python.

A version is told by the library itself, when asked or in its file, or by the list of parts in its wheel. Where none
tells, the library is named without a version. What the tables below name is what the wheels of Linux hold; elsewhere
the same libraries have other files, so that some are not found there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from installer.steps import command

LICENCES = Path(__file__).resolve().parent / "licences" / "contained"


@dataclass(frozen=True)
class Contained:
    """A library inside a part."""

    name: str
    version: str
    """Empty where the library does not tell."""
    licence: str
    """An SPDX expression."""
    purl: str = ""


@dataclass(frozen=True)
class _InFile:
    part: str
    name: str
    file: str
    """A pattern of the name of a file that has it inside."""
    version: bytes
    """A pattern of what stands in that file; without a group, a sign of the library that tells no version."""
    licence: str


_IN_FILES = (
    _InFile("pyside6-essentials", "Qt", r"libQt6Core\.so[.\d]*", rb"Qt (\d+\.\d+\.\d+) \(", "LGPL-3.0-only"),
    _InFile(
        "pyside6-essentials", "PCRE2", r"libQt6Core\.so[.\d]*", rb"\0(\d+\.\d+) 20\d\d-\d\d-\d\d\0", "BSD-3-Clause"
    ),
    _InFile("pyside6-essentials", "ICU", r"libicuuc\.so[.\d]*", rb"u_getVersion_(\d+)", "ICU"),
    _InFile("pyside6-essentials", "libpng", r"libQt6Gui\.so[.\d]*", rb"libpng version (\d+\.\d+\.\d+)", "libpng-2.0"),
    _InFile("pyside6-essentials", "HarfBuzz", r"libQt6Gui\.so[.\d]*", rb"harfbuzz", "MIT-Modern-Variant"),
    _InFile(
        *("pyside6-essentials", "libjpeg-turbo", r"libqjpeg\.so", rb"libjpeg-turbo version (\d+\.\d+\.\d+)"),
        "IJG AND BSD-3-Clause AND Zlib",
    ),
    _InFile("pyside6-essentials", "LibTIFF", r"libqtiff\.so", rb"LIBTIFF, Version (\d+\.\d+\.\d+)", "libtiff"),
    _InFile("pyside6-essentials", "libwebp", r"libqwebp\.so", rb"WebP", "BSD-3-Clause"),
    _InFile("libzim", "zlib", r"libzim\.so[.\d]*", rb"deflate (\d+\.\d+[.\d]*) Copyright", "Zlib"),
    _InFile("lxml", "zlib", r"etree\.[\w-]+\.so", rb"deflate (\d+\.\d+[.\d]*) Copyright", "Zlib"),
    _InFile("numpy", "libgfortran", r"libgfortran-[\w.-]+", rb"ELF", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    _InFile("numpy", "libquadmath", r"libquadmath-[\w.-]+", rb"ELF", "LGPL-2.1-or-later"),
)

_QUESTION = """
import json, numpy
from libzim.version import get_versions
from lxml import etree
zim = get_versions()
blas = numpy.show_config(mode="dicts")["Build Dependencies"]["blas"]
dotted = lambda numbers: ".".join(map(str, numbers))
print(json.dumps([
    ["libzim", "libzim", zim.get("libzim"), "GPL-2.0-or-later"],
    ["libzim", "Xapian", zim.get("libxapian"), "GPL-2.0-or-later"],
    ["libzim", "Zstandard", zim.get("libzstd"), "BSD-3-Clause OR GPL-2.0-only"],
    ["libzim", "liblzma", zim.get("liblzma"), "LicenseRef-Public-Domain"],
    ["libzim", "ICU", zim.get("libicu"), "ICU"],
    ["lxml", "libxml2", dotted(etree.LIBXML_VERSION), "MIT"],
    ["lxml", "libxslt", dotted(etree.LIBXSLT_VERSION), "MIT"],
    ["numpy", "OpenBLAS", blas.get("version") if "openblas" in blas.get("name", "") else None, "BSD-3-Clause"],
]))
"""
"""Asked in the environment that the program was made in."""


def contained_libraries(python: Path, packages: Path) -> dict[str, list[Contained]]:
    """The libraries in each part, by its folded name, sorted. `packages` is where an environment keeps its packages."""
    found: dict[str, set[Contained]] = {}
    for part, name, version, licence in json.loads(command(python, "-c", _QUESTION)):
        if version:
            found.setdefault(part, set()).add(_known(name, version, licence))
    for libraries in (in_files(packages), in_wheels(packages)):
        for part, some in libraries.items():
            found.setdefault(part, set()).update(some)
    return {part: sorted(libraries, key=lambda each: (each.name, each.version)) for part, libraries in found.items()}


def in_files(packages: Path) -> dict[str, list[Contained]]:
    """What the files of libraries say of themselves."""
    found: dict[str, list[Contained]] = {}
    files = sorted(path for path in packages.rglob("*.so*") if path.is_file())
    for sign in _IN_FILES:
        for path in files:
            match = re.search(sign.version, path.read_bytes()) if re.fullmatch(sign.file, path.name) else None
            if match is not None:
                version = match[1].decode() if match.re.groups else ""
                found.setdefault(sign.part, []).append(_known(sign.name, version, sign.licence))
    return found


def in_wheels(packages: Path) -> dict[str, list[Contained]]:
    """What wheels tell in lists of their own (CycloneDX, below `sboms/` as PEP 770 has it)."""
    found: dict[str, list[Contained]] = {}
    for path in sorted(packages.glob("*.dist-info/sboms/*.json")):
        part = path.parts[-3].partition("-")[0].replace("_", "-").lower()
        for component in json.loads(path.read_text(encoding="utf-8")).get("components", ()):
            licences = [
                choice.get("expression") or choice["license"].get("id") or choice["license"].get("name", "")
                for choice in component.get("licenses", ())
            ]
            library = Contained(
                component["name"], component.get("version", ""), " AND ".join(licences), component.get("purl", "")
            )
            found.setdefault(part, []).append(library)
    return found


def texts_of(libraries: Sequence[Contained]) -> list[str]:
    """The licences of contained libraries whose wheels do not bring them, as Debian collected them."""
    names = dict.fromkeys(library.name.casefold() for library in libraries)
    return [path.read_text(encoding="utf-8") for name in names if (path := LICENCES / f"{name}.txt").is_file()]


def _known(name: str, version: str, licence: str) -> Contained:
    return Contained(name, version, licence, f"pkg:generic/{name.lower()}@{version}" if version else "")
