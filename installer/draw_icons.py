"""Draws Materia's icon in all sizes: `python draw_icons.py SVG SMALL_SVG FOLDER`. Run in the environment that has Qt.

Below 32 pixels another drawing is used: what is fine at 64 is mud at 16.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from installer.desktop import ICON_SIZES
from installer.icon_files import ICNS_TYPES, ICO_SIZES, icns, ico

SMALL_BELOW = 32


def png(drawing: Path, size: int) -> bytes:
    """A drawing as PNG, `size` pixels wide and high."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.convertToFormat(QImage.Format.Format_ARGB32).save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


def draw(drawing: Path, small: Path, folder: Path) -> None:
    """Write every icon file there is into a folder."""
    sizes = sorted({*ICON_SIZES, *ICO_SIZES, *ICNS_TYPES})
    pictures = {size: png(small if size < SMALL_BELOW else drawing, size) for size in sizes}
    folder.mkdir(parents=True, exist_ok=True)
    for size in ICON_SIZES:
        (folder / f"materia-{size}.png").write_bytes(pictures[size])
    (folder / "materia.ico").write_bytes(ico({size: pictures[size] for size in ICO_SIZES}))
    (folder / "materia.icns").write_bytes(icns({size: pictures[size] for size in ICNS_TYPES}))
    (folder / "materia.svg").write_bytes(drawing.read_bytes())


if __name__ == "__main__":
    draw(*map(Path, sys.argv[1:4]))
