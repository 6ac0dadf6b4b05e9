"""The icons of `resources/icons`, recoloured at load: one drawing serves every theme."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources

_FOLDER: Path = resources.FOLDER / "icons"
_SCALES = (1.0, 2.0)


def icon_names() -> list[str]:
    """Every icon there is."""
    return sorted(path.stem for path in _FOLDER.glob("*.svg"))


def draw_pixmap(name: str, colour: str, size: int = 16, ratio: float = 1.0) -> QPixmap:
    """The icon `name` as lines of `colour`, `size` logical pixels wide, for a screen of this pixel ratio."""
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def draw_icon(name: str, *, normal: str, disabled: str, on: str, size: int = 16) -> QIcon:
    """The icon `name` in the colours of its three states, sharp on ordinary and on doubled screens."""
    icon = QIcon()
    for ratio in _SCALES:
        icon.addPixmap(draw_pixmap(name, normal, size, ratio), QIcon.Mode.Normal, QIcon.State.Off)
        icon.addPixmap(draw_pixmap(name, disabled, size, ratio), QIcon.Mode.Disabled, QIcon.State.Off)
        if on != normal:
            icon.addPixmap(draw_pixmap(name, on, size, ratio), QIcon.Mode.Normal, QIcon.State.On)
    return icon


def application_icon() -> QIcon:
    """Materia's own, for windows and the task bar; small it is drawn simpler."""
    icon = QIcon()
    for name, sizes in (("materia-small", (16, 24)), ("materia", (32, 48, 64, 128, 256))):
        renderer = QSvgRenderer(str(resources.FOLDER / "app-icon" / f"{name}.svg"))
        for size in sizes:
            pixmap = QPixmap(size, size)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            renderer.render(painter)
            painter.end()
            icon.addPixmap(pixmap)
    return icon


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    return (_FOLDER / f"{name}.svg").read_text("utf-8")
