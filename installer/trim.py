"""What PyInstaller collects and Materia never uses. Measured in sizes unpacked, Linux, PySide6 6.11.

No library for the network is left inside: neither OpenSSL nor Qt's. What goes is held by the proof, which searches,
paints, prints and imports with what is left, and by `missing_libraries`, which follows every link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

NOT_IMPORTED = [
    "_hashlib",  # OpenSSL, 5 MB: hashlib has its own of every hash Materia uses
    "_ssl",
    "ssl",
    "_tkinter",
    "tkinter",
    "readline",  # of the interactive interpreter; GPL
    "pip",  # sqlite-utils declares it for its own command line
    "setuptools",
    "numpy.f2py",
    "numpy.random",  # 3 MB
    "lxml.objectify",  # 3 MB
    "lxml.isoschematron",
    "yaml._yaml",  # libyaml, 3 MB: front matter is read by the loader in Python
    "PySide6.QtDBus",
    "PySide6.QtNetwork",
    "PySide6.QtOpenGL",
]
"""Modules left out; importing one raises ImportError, which those that try them expect."""

_KEPT_PLUGINS = {
    "iconengines": ("qsvgicon",),
    "imageformats": ("qgif", "qico", "qjpeg", "qsvg", "qwebp", "qtiff"),
    "platforminputcontexts": ("composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"),
    "platforms": ("qcocoa", "qminimal", "qoffscreen", "qwayland", "qwindows", "qxcb"),
    "platformthemes": ("qxdgdesktopportal",),
    "printsupport": ("cupsprintersupport", "cocoaprintersupport", "windowsprintersupport"),
    "styles": ("qmacstyle", "qmodernwindowsstyle", "qwindowsvistastyle"),
    "wayland-decoration-client": ("adwaita", "bradient"),
    "wayland-shell-integration": ("xdg-shell",),
}
"""Qt's plugins by folder. Not among them: GTK's theme (would pull in GTK), embedded screens, TLS, network state."""

_KEPT_QT = ["Core", "DBus", "Gui", "PrintSupport", "Svg", "WaylandClient", "WlShellIntegration", "Widgets", "XcbQpa"]
"""Qt's libraries: those Materia imports, and those the kept plugins link."""

_UNUSED = re.compile(
    r"(^|/)(PySide6/(Qt/)?(translations|qml|resources)/"  # Qt's own words; Materia speaks English
    r"|opengl32sw\.dll$|d3dcompiler_\d+\.dll$"  # drawing by software in OpenGL, which widgets never ask for
    r"|[^/]+\.dist-info/(RECORD|INSTALLER|REQUESTED|direct_url\.json|WHEEL|sboms/|licenses/)"
    r"|numpy/(.*/)?tests/)"
)

_RUN_LIBRARIES = ("bz2", "expat", "ffi", "lzma", "sqlite3", "uuid", "xcb-", "xkbcommon", "z.")
"""Of the system's libraries those that go along with the per-user install: a bare desktop may lack them, and without
root nobody can add them. All others come with every desktop, and must be the desktop's own."""


def is_unused(name: str) -> bool:
    """Whether a collected file, by its path in the folder, is left out."""
    path = name.replace("\\", "/")
    if _UNUSED.search(path):
        return True
    plugin = re.search(r"(?:^|/)plugins/([\w-]+)/(?:lib)?([\w-]+?)(?:\.dll|\.so|\.dylib)$", path)
    if plugin:
        return plugin[2] not in _KEPT_PLUGINS.get(plugin[1], ())
    library = re.search(r"(?:^|/)(?:lib)?Qt6?([A-Z]\w*)(?:\.so[.\d]*|\.dll|\.framework/.*)$", path)
    return library is not None and library[1] not in _KEPT_QT


def goes_along(library: str) -> bool:
    """Whether a library of the system is put into the per-user install, by its name without a folder."""
    return library.removeprefix("lib").startswith(_RUN_LIBRARIES)


def missing_libraries(links: Mapping[str, Iterable[str]], left_out: Iterable[str]) -> list[str]:
    """Which libraries that were left out something inside still links.

    `links` has, for each file inside, the names of the libraries it links; all are names without folders.
    """
    gone = set(left_out) - set(links)
    return sorted({library for linked in links.values() for library in linked if library in gone})
