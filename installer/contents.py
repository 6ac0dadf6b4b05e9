"""What is inside an installer: its parts with their licences, as a list for the program, as a text in full, and as a
software bill of materials (CycloneDX 1.6).

Made by hand rather than by a library: the pins and hashes are in pip's report, everything else in the metadata of the
installed packages, and the form is a page of JSON.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from installer.contained import Contained, texts_of
from installer.steps import BuildError, Release

LICENCES = Path(__file__).resolve().parent / "licences"
_NOT_INSIDE = {"pip", "fontpkg"}
"""Left out: what sqlite-utils requires for its own command line, and what finds fonts that others have installed."""
_QT = {"pyside6-essentials", "shiboken6"}
_LICENCE_FILE = re.compile(r"(^|/)(licen[cs]es?|copying|notice|authors)([./_-][^/]*)?$", re.IGNORECASE)
_CLASSIFIERS = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "Public Domain": "LicenseRef-Public-Domain",
}
_NAMES = {
    "BSD 3-Clause": "BSD-3-Clause",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0": "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
}


@dataclass(frozen=True)
class Part:
    """A library inside."""

    name: str
    version: str
    licence: str
    """An SPDX expression."""
    purl: str
    texts: Sequence[str] = ()
    """Its licences and notices in full."""
    sha256: str = ""
    """Of the archive it was installed from."""
    modules: frozenset[str] = field(default_factory=frozenset)
    """The folders and files at the top of the packages' folder that it brought."""
    contained: Sequence[Contained] = ()
    """The libraries that its wheel brings."""


def fold(name: str) -> str:
    """A distribution's name as it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def parts_of(packages: Path, report: Mapping[str, Any], required: Iterable[str]) -> list[Part]:
    """The distributions that `required` names, and what these require in turn, sorted by name."""
    installed = {fold(found.name): found for found in distributions(path=[str(packages)])}
    hashes = archive_hashes(report)
    waiting, inside = [fold(name) for name in required], dict[str, Part]()
    while waiting:
        name = waiting.pop()
        if name in inside or name in _NOT_INSIDE or name not in installed:
            continue
        found = installed[name]
        inside[name] = part_of(found, hashes.get(name, ""))
        waiting += [fold(wanted) for wanted in required_names(found.requires or ())]
    return [inside[name] for name in sorted(inside)]


def required_names(requirements: Iterable[str]) -> list[str]:
    """The names of what is required without an extra. What another system requires is not installed on this one."""
    plain = (line for line in requirements if "extra ==" not in line)
    return [match[0] for match in (re.match(r"[A-Za-z0-9][\w.-]*", line) for line in plain) if match]


def archive_hashes(report: Mapping[str, Any]) -> dict[str, str]:
    """SHA-256 of the archives that pip installed, by folded name, from its report."""
    found = {}
    for item in report["install"]:
        hashes = item["download_info"].get("archive_info", {}).get("hashes", {})
        found[fold(item["metadata"]["name"])] = hashes.get("sha256", "")
    return found


def part_of(found: Distribution, sha256: str, licence: str = "") -> Part:
    """A part, from what is installed. Raises BuildError for one that does not say its licence, if none is given."""
    name = fold(found.name)
    texts = [
        path.locate().read_text(encoding="utf-8", errors="replace")  # type: ignore[attr-defined]
        for path in sorted(found.files or [])
        if _LICENCE_FILE.search(str(path)) and ".dist-info/" in str(path)
    ]
    if name in _QT:
        texts = [(LICENCES / "qt.txt").read_text("utf-8") + (LICENCES / "LGPL-3.0.txt").read_text("utf-8")]
    top = {str(path).replace("\\", "/").partition("/")[0] for path in found.files or []}
    purl = f"pkg:pypi/{name}@{found.version}"
    return Part(found.name, found.version, licence or licence_of(found), purl, texts, sha256, frozenset(top))


def licence_of(found: Distribution) -> str:
    """The SPDX expression of a distribution. Raises BuildError when it names none."""
    metadata = found.metadata
    fields = [metadata[name] for name in ("License-Expression", "License") if name in metadata]
    said = " ".join(fields[0].split()) if fields else ""
    if said and said != "UNKNOWN" and len(said) < 100:
        return _NAMES.get(said, said)
    for classifier in metadata.get_all("Classifier") or ():
        kind = str(classifier).rpartition(" :: ")[2]
        if str(classifier).startswith("License ::") and kind in _CLASSIFIERS:
            return _CLASSIFIERS[kind]
    raise BuildError(f"{found.name} does not say its licence: name it in installer/contents.py.")


def interpreter_part() -> Part:
    """Python itself, with the licence that lies beside it."""
    version = "{}.{}.{}".format(*sys.version_info)
    minor = "python{}.{}".format(*sys.version_info)
    places = [
        Path(sys.base_prefix, "lib", minor, "LICENSE.txt"),
        Path(sys.base_prefix, "LICENSE.txt"),
        Path("/usr/share/doc", minor, "copyright"),
    ]
    text = next((place.read_text(encoding="utf-8") for place in places if place.is_file()), None)
    if text is None:
        raise BuildError("The licence of Python was not found beside it.")
    return Part("Python", version, "PSF-2.0", f"pkg:generic/python@{version}", [text])


def bootloader_part(packages: Path, report: Mapping[str, Any]) -> Part:
    """PyInstaller, whose bootloader starts the program."""
    found = next(found for found in distributions(path=[str(packages)]) if fold(found.name) == "pyinstaller")
    licence = "GPL-2.0-or-later WITH Bootloader-exception"
    return part_of(found, archive_hashes(report).get("pyinstaller", ""), licence)


def unlisted(sources: Iterable[Path], packages: Path, parts: Iterable[Part]) -> list[str]:
    """What was collected from the packages' folder although no listed part brought it."""
    listed = {module for part in parts for module in part.modules}
    tops = {
        source.relative_to(packages).parts[0]
        for source in sources
        if source.is_absolute() and source.is_relative_to(packages)
    }
    return sorted(tops - listed)


def build_json(release: Release, parts: Iterable[Part]) -> str:
    """What the program itself tells of its parts: read by desktop_app/build_info.py."""
    listed = [{"name": part.name, "version": part.version, "licence": part.licence} for part in parts]
    return json.dumps({"commit": release.commit, "parts": listed}, indent=1, ensure_ascii=False) + "\n"


def licences_text(parts: Iterable[Part], own: str) -> str:
    """The licences of everything inside, in full. `own` is Materia's. Raises BuildError for a part without a text."""
    parts = list(parts)
    silent = [part.name for part in parts if not part.texts]
    if silent:
        raise BuildError(f"No licence text was found for {', '.join(silent)}.")
    rule = "=" * 78
    opening = (
        "Materia is under the Apache License 2.0. Because libzim is inside, which is under the GNU General Public\n"
        "License, this installed program as a whole is passed on under the GNU General Public License, version 3 or\n"
        "later; the source of Materia is the commit it names in its About window.\n\nInside are:\n"
    )
    listing = "".join(f"  {part.name} {part.version}: {part.licence}\n{_listed(part)}" for part in parts)
    chapters = [("Materia: Apache-2.0", [own])]
    chapters += [
        (f"{part.name} {part.version}: {part.licence}", [*part.texts, *texts_of(part.contained)]) for part in parts
    ]
    body = "".join(
        f"\n{rule}\n{heading}\n{rule}\n\n" + "\n\n".join(text.strip() for text in texts) + "\n"
        for heading, texts in chapters
    )
    return opening + listing + body


def _listed(part: Part) -> str:
    return "".join(
        f"    with {' '.join((library.name, library.version)).strip()}: {library.licence}\n"
        for library in part.contained
    )


def bill_of_materials(release: Release, parts: Iterable[Part]) -> str:
    """CycloneDX 1.6 as JSON: the same parts, the same bytes."""
    reference = f"pkg:generic/materia@{release.version}"
    components = [component_of(part) for part in parts]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": f"{release.date}T00:00:00Z",
            "component": {
                "type": "application",
                "bom-ref": reference,
                "name": "Materia",
                "version": release.version,
                "purl": reference,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
                "properties": [{"name": "materia:commit", "value": release.commit}],
            },
        },
        "components": components,
        "dependencies": [{"ref": reference, "dependsOn": [part["bom-ref"] for part in components]}],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def component_of(part: Part) -> dict[str, Any]:
    """A part as a component of CycloneDX."""
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "purl": part.purl,
        "licenses": [_licence(part.licence)],
    }
    if part.sha256:
        component["hashes"] = [{"alg": "SHA-256", "content": part.sha256}]
    if part.contained:
        component["components"] = [_inner(part, library) for library in part.contained]
    return component


def _inner(part: Part, library: Contained) -> dict[str, Any]:
    """A library inside a part; without a version where none is known."""
    inner: dict[str, Any] = {"type": "library", "bom-ref": f"{part.purl}#{library.name}@{library.version}"}
    inner["name"] = library.name
    inner |= {"version": library.version} if library.version else {}
    inner |= {"purl": library.purl} if library.purl else {}
    inner |= {"licenses": [_licence(library.licence)]} if library.licence else {}
    return inner


def _licence(expression: str) -> dict[str, Any]:
    plain = re.fullmatch(r"[\w.+-]+", expression) and not expression.startswith("LicenseRef-")
    return {"license": {"id": expression}} if plain else {"expression": expression}
