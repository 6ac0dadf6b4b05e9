"""Materia's own authoring format (docs/authoring-format.md): `monograph.py` reads one, `template.py` begins one."""
