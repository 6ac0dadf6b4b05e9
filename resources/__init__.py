"""Data that ships with Materia: bundled monographs, drug names, the map of headings to kinds, icons."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
