"""The closed list of section kinds, in reading order: tabs, filters and comparison mean the same for every source."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a section is about. The order of definition is the reading order."""

    OVERVIEW = "overview"
    BOXED_WARNING = "boxed-warning"
    INDICATIONS = "indications"
    DOSAGE = "dosage"
    FORMS = "forms"
    CONTRAINDICATIONS = "contraindications"
    WARNINGS = "warnings"
    ADVERSE_EFFECTS = "adverse-effects"
    WITHDRAWAL = "withdrawal"
    INTERACTIONS = "interactions"
    PREGNANCY_LACTATION = "pregnancy-lactation"
    POPULATIONS = "populations"
    OVERDOSE = "overdose"
    ABUSE_DEPENDENCE = "abuse-dependence"
    MECHANISM = "mechanism"
    PHARMACODYNAMICS = "pharmacodynamics"
    PHARMACOKINETICS = "pharmacokinetics"
    CHEMISTRY = "chemistry"
    NONCLINICAL = "nonclinical"
    STUDIES = "studies"
    SUPPLY_STORAGE = "supply-storage"
    COUNSELLING = "counselling"
    HISTORY = "history"
    SOCIETY_NAMES = "society-names"
    RESEARCH = "research"
    OTHER = "other"


LABELS: dict[Kind, str] = {kind: kind.value.replace("-", " ").capitalize() for kind in Kind} | {
    Kind.PREGNANCY_LACTATION: "Pregnancy and lactation",
    Kind.ABUSE_DEPENDENCE: "Abuse and dependence",
    Kind.SUPPLY_STORAGE: "Supply and storage",
    Kind.SOCIETY_NAMES: "Society and names",
}
"""What a filter or an empty cell calls a kind; a tab always shows the source's own title instead."""
