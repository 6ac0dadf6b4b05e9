"""Loads Materia's own typeface into Qt, once for an application."""

from __future__ import annotations

from importlib.resources import files

from PySide6.QtGui import QFontDatabase

from desktop_app.render.typeface import FACES, FAMILY, PACKAGE, face_file, remade


def own_family() -> str:
    """The family of Materia's own typeface, which is loaded if it was not yet. Needs a `QGuiApplication`.

    Takes some 30 ms the first time. Whoever makes a font asks here for its family, so that none is measured before the
    typeface is there.
    """
    if not QFontDatabase.hasFamily(FAMILY):
        for face in FACES:
            data = files(PACKAGE).joinpath("files", face_file(face)).read_bytes()
            QFontDatabase.addApplicationFontFromData(remade(data))
    return FAMILY
