"""The same paragraph and table in the typefaces that could be Materia's own, as printed and as on the screen.

    .venv/bin/python tests/benchmarks/font_choice.py OUTPUT.png [FOLDER]

FOLDER holds unpacked font packages, or an environment with them; without it those of this environment are drawn. A
package that is not there is named on the page. Above, each at 9 pt as a PDF draws it, at 200 dots an inch (needs
poppler's `pdftoppm`); below, at 17, 13 and 12 px as a window draws it. Beside each name: which of the needed characters
the font lacks, whether its figures are of one width, and whether Qt gives weight 600 a face of its own. Fonts of the
same names that the system has would be drawn instead: FONTCONFIG_FILE can name a configuration without any.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QRawFont,
    QTextDocument,
)

from desktop_app.render.typeface import FAMILY, PACKAGE, remade

PACKAGES = {
    "fontpkg_fira_sans": "Fira Sans",
    "fontpkg_inter": "Inter",
    "fontpkg_noto_sans": "Noto Sans",
    "fontpkg_source_sans_3": "Source Sans 3",
    "fontpkg_ibm_plex_sans": "IBM Plex Sans",
    "fontpkg_atkinson_hyperlegible": "Atkinson Hyperlegible",
}
NEEDED = "≤≥±µ½™→←×−≈⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃ĄęŁőşțŽčßαβγδμωάώАБЖЩЫабжщыіїћ"
PARAGRAPH = (
    "I l 1 | O 0 | rn m. Start with 5 mg three times a day; after 3 days 10 mg. Do not exceed <b>80 mg/day</b> "
    "(≤ 1 mg/kg). <i>Intrathecal: 0.05 mg/mL to 2 mg/mL (IV 1.10 mL).</i> ANC ≥ 0.5 × 10⁹/L, Ki 10⁻⁶ mol/L, "
    "37.5 ± 0.5 °C, 50 µg, "
    "½ tablet, 2 h⁻¹, Lioresal™ → Gablofen. Žluťoučký kůň, Łódź, ağrı, Größe, cœur; μέγιστη δόση· максимальная доза."
)
ROWS = (("Age", "Dose", "Highest"), ("&lt; 2 y", "1,110.5 mg", "40 mg/0.8 mL"), ("2–7 y", "8,888.0 mg", "0.05 mg/kg"))
WIDTH, COLUMNS, MARGIN, HIGH = 1240, 2, 24, 580


def main(output: Path, folder: Path | None) -> None:
    application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    fonts = list(_fonts(folder))
    rows = -(-len(fonts) // COLUMNS)
    page = QImage(WIDTH * COLUMNS, HIGH * rows, QImage.Format.Format_RGB32)
    page.fill(Qt.GlobalColor.white)
    painter = QPainter(page)
    for number, (family, told) in enumerate(fonts):
        corner = QPointF(WIDTH * (number % COLUMNS) + MARGIN, HIGH * (number // COLUMNS) + MARGIN)
        _draw(painter, corner, family, told)
    painter.end()
    page.save(str(output))
    print(f"{len(fonts)} typefaces on {output}")
    del application


def _fonts(folder: Path | None) -> Iterator[tuple[str | None, str]]:
    """Family, None for one that is not here, and what is to be said of it."""
    for package, name in PACKAGES.items():
        places = [folder] if folder else [Path(each) for each in sys.path]
        found = next((place / package / "files" for place in places if (place / package / "files").is_dir()), None)
        if found is None:
            print(f"{name}: {package} is not installed here, so it is not drawn")
            yield None, f"{name}: not installed here"
            continue
        for file in sorted(found.glob("*.ttf")):
            data = file.read_bytes()
            QFontDatabase.addApplicationFontFromData(remade(data) if package == PACKAGE else data)
        family = FAMILY if package == PACKAGE else name
        size = sum(file.stat().st_size for file in found.glob("*.ttf")) / 1e6
        told = f"{family} ({name}, {size:.1f} MB)" if family != name else f"{name} ({size:.1f} MB)"
        yield family, f"{told}. {_facts(family)}"


def _facts(family: str) -> str:
    font = QFont(family)
    font.setPixelSize(100)
    raw = QRawFont.fromFont(font)
    lacking = "".join(character for character in NEEDED if not raw.supportsCharacter(ord(character)))
    widths = {QFontMetricsF(font).horizontalAdvance(figure) for figure in "0123456789"}
    regular = QFontMetricsF(font).horizontalAdvance(PARAGRAPH)
    font.setWeight(QFont.Weight.DemiBold)
    strong = QFontMetricsF(font).horizontalAdvance(PARAGRAPH) != regular  # without a face of its own 400 is shown
    return (
        f"{f'Lacks {len(lacking)}: {lacking[:24]}' if lacking else 'Lacks nothing'}; figures "
        f"{'of one width' if len(widths) == 1 else 'proportional'}; 600 {'real' if strong else 'not given by Qt'}"
    )


def _draw(painter: QPainter, corner: QPointF, family: str | None, told: str) -> None:
    label = QFont(family or QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family())
    label.setPixelSize(19)
    painter.setFont(label)
    painter.setPen(Qt.GlobalColor.darkBlue)
    room = QRectF(corner.x(), corner.y(), WIDTH - 2 * MARGIN, 54)
    painter.drawText(room, Qt.TextFlag.TextWordWrap, told)
    if family is None:
        return
    printed = _printed(family)
    painter.drawImage(corner + QPointF(0, 60), printed)
    top = corner.y() + 70 + printed.height()
    for px in (17, 13, 12):
        document = _document(family, f"font-size:{px}px")
        document.setTextWidth(WIDTH - 2 * MARGIN if px == 17 else 760)
        painter.save()
        painter.translate(corner.x(), top)
        document.drawContents(painter)
        painter.restore()
        top += document.size().height() + 4


def _document(family: str, size: str) -> QTextDocument:
    table = "".join("<tr>" + "".join(f"<td width=160>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    document = QTextDocument()
    document.setDefaultFont(QFont(family))
    document.setDefaultStyleSheet(f"body {{ {size}; color:black }} b {{ font-weight:600 }}")
    document.setHtml(f"<body><p>{PARAGRAPH}</p><table>{table if 'pt' in size else ''}</table></body>")
    return document


def _printed(family: str) -> QImage:
    """9 pt on a page 150 mm wide, drawn by Qt into a PDF and by poppler out of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "page")
        writer = QPdfWriter(f"{path}.pdf")
        writer.setPageLayout(
            QPageLayout(QPageSize(QPageSize.PageSizeId.A5), QPageLayout.Orientation.Landscape, QMarginsF())
        )
        writer.setResolution(600)
        document = _document(family, "font-size:9pt")
        document.documentLayout().setPaintDevice(writer)
        document.setTextWidth(150 / 25.4 * 600)
        painter = QPainter(writer)
        document.drawContents(painter)
        painter.end()
        high = round(document.size().height() / 600 * 200) + 6
        subprocess.run(["pdftoppm", "-r", "200", "-png", "-singlefile", f"{path}.pdf", str(path)], check=True)
        return QImage(f"{path}.png").copy(0, 0, WIDTH - 2 * MARGIN, high)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
