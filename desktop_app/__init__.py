"""Materia: an offline drug reference for a clinician's workstation."""

__version__ = "0.1.0"
