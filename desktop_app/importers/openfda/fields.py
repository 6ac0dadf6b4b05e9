"""The fields of an openFDA drug label: which section each is, by its LOINC code, and the headings that it goes by.

openFDA names its fields after the sections of Structured Product Labeling
(https://open.fda.gov/apis/drug/label/searchable-fields/); which kind each is, `section-kinds.toml` says by its code.
"""

from __future__ import annotations

BOXED_WARNING = "boxed_warning"
PRODUCT_ELEMENTS = "spl_product_data_elements"
NO_SECTIONS = frozenset({"id", "set_id", "version", "effective_time", "openfda", PRODUCT_ELEMENTS})
NEVER_AROUND_OTHERS = frozenset(
    {"package_label_principal_display_panel", "spl_medguide", "spl_patient_package_insert", "recent_major_changes"}
)
"""Texts that repeat sentences of sections without being where these belong."""

CODES = {
    "abuse": "34086-9",
    "active_ingredient": "55106-9",
    "adverse_reactions": "34084-4",
    "animal_pharmacology_and_or_toxicology": "34091-9",
    "ask_doctor": "50569-3",
    "ask_doctor_or_pharmacist": "50568-5",
    "boxed_warning": "34066-1",
    "carcinogenesis_and_mutagenesis_and_impairment_of_fertility": "34083-6",
    "clinical_pharmacology": "34090-1",
    "clinical_studies": "34092-7",
    "contraindications": "34070-3",
    "controlled_substance": "34085-1",
    "dependence": "34087-7",
    "description": "34089-3",
    "do_not_use": "50570-1",
    "dosage_and_administration": "34068-7",
    "dosage_forms_and_strengths": "43678-2",
    "drug_abuse_and_dependence": "42227-9",
    "drug_and_or_laboratory_test_interactions": "34074-5",
    "drug_interactions": "34073-7",
    "general_precautions": "34072-9",
    "geriatric_use": "34082-8",
    "how_supplied": "34069-5",
    "inactive_ingredient": "51727-6",
    "indications_and_usage": "34067-9",
    "information_for_patients": "34076-0",
    "instructions_for_use": "59845-8",
    "keep_out_of_reach_of_children": "50565-1",
    "labor_and_delivery": "34079-4",
    "laboratory_tests": "34075-2",
    "lactation": "77290-5",
    "mechanism_of_action": "43679-0",
    "microbiology": "49489-8",
    "nonclinical_toxicology": "43680-8",
    "nonteratogenic_effects": "34078-6",
    "nursing_mothers": "34080-2",
    "overdosage": "34088-5",
    "package_label_principal_display_panel": "51945-4",
    "patient_medication_information": "68498-5",
    "pediatric_use": "34081-0",
    "pharmacodynamics": "43681-6",
    "pharmacogenomics": "66106-6",
    "pharmacokinetics": "43682-4",
    "precautions": "42232-9",
    "pregnancy": "42228-7",
    "pregnancy_or_breast_feeding": "53414-9",
    "purpose": "55105-1",
    "recent_major_changes": "43683-2",
    "spl_medguide": "42231-1",
    "spl_patient_package_insert": "42230-3",
    "stop_use": "50566-9",
    "storage_and_handling": "44425-7",
    "teratogenic_effects": "34077-8",
    "use_in_specific_populations": "43684-0",
    "warnings": "34071-1",
    "warnings_and_cautions": "43685-7",
    "when_using": "50567-7",
}

_HEADINGS = {
    "active_ingredient": ("Active ingredients", "Active ingredient"),
    "animal_pharmacology_and_or_toxicology": (
        "Animal toxicology and/or pharmacology",
        "Animal pharmacology and/or toxicology",
        "Animal pharmacology",
        "Animal toxicology",
    ),
    "ask_doctor": ("Ask a doctor before use if", "Ask a doctor before use"),
    "ask_doctor_or_pharmacist": (
        "Ask a doctor or pharmacist before use if you are",
        "Ask a doctor or pharmacist before use",
    ),
    "boxed_warning": ("Boxed warning", "Warning"),
    "carcinogenesis_and_mutagenesis_and_impairment_of_fertility": (
        "Carcinogenesis, mutagenesis, impairment of fertility",
        "Carcinogenesis, mutagenesis, and impairment of fertility",
        "Carcinogenesis & mutagenesis & impairment of fertility",
        "Carcinogenesis",
    ),
    "controlled_substance": ("Controlled substance class", "Controlled substance"),
    "dosage_and_administration": ("Dosage and administration", "Dosage & administration", "Directions"),
    "dosage_forms_and_strengths": ("Dosage forms and strengths", "Dosage forms & strengths"),
    "drug_abuse_and_dependence": ("Drug abuse and dependence", "Abuse and dependence"),
    "drug_and_or_laboratory_test_interactions": (
        "Drug/laboratory test interactions",
        "Drug-laboratory test interactions",
        "Drug & or laboratory test interactions",
    ),
    "general_precautions": ("General precautions", "General"),
    "how_supplied": ("How supplied/storage and handling", "How supplied"),
    "inactive_ingredient": ("Inactive ingredients", "Inactive ingredient"),
    "indications_and_usage": ("Indications and usage", "Indications & usage", "Indications", "Uses", "Use"),
    "information_for_patients": ("Patient counseling information", "Information for patients"),
    "labor_and_delivery": ("Labor and delivery", "Labor & delivery"),
    "other_safety_information": ("Other information",),
    "package_label_principal_display_panel": (
        "Package label.principal display panel",
        "Package/label display panel",
        "Principal display panel",
    ),
    "pregnancy_or_breast_feeding": ("If pregnant or breast-feeding", "If pregnant or breast- feeding"),
    "questions": ("Questions or comments?", "Questions?", "Questions or comments", "Questions"),
    "spl_medguide": ("Medication guide",),
    "spl_patient_package_insert": ("Patient information", "Patient package insert"),
    "spl_unclassified_section": (),
    "stop_use": ("Stop use and ask a doctor if", "Stop use and ask doctor if", "Stop use"),
    "storage_and_handling": ("Storage and handling", "Storage & handling", "Storage"),
    "use_in_specific_populations": ("Use in specific populations",),
    "warnings_and_cautions": ("Warnings and precautions", "Warnings & precautions"),
    "when_using": ("When using this product",),
}
_OTHERS = """
accessories alarms assembly_or_installation_instructions calibration_instructions cleaning compatible_accessories
components diagram_of_device disposal_and_waste_handling environmental_warning food_safety_warning
guaranteed_analysis_of_feed health_care_provider_letter health_claim information_for_owners_or_caregivers
intended_use_of_the_device references residue_warning risks safe_handling_warning statement_of_identity
summary_of_safety_and_effectiveness troubleshooting user_safety_warnings veterinary_indications
"""
TABLE = "_table"
"""Ends the name of a field that has the tables of another."""
LABEL_TEXTS = frozenset(CODES) | frozenset(_HEADINGS) | frozenset(_OTHERS.split())
"""Fields that only the label endpoint has, each the text of a section (FDA/openfda, schemas/druglabel_schema.json)."""
_TITLES = {
    "spl_medguide": "Medication guide",
    "spl_patient_package_insert": "Patient package insert",
    "spl_unclassified_section": "Unclassified section",
    "package_label_principal_display_panel": "Package label: principal display panel",
}


def is_label_text(field: str) -> bool:
    """Whether a field is the text, or has the tables, of a section of a label."""
    return field.removesuffix(TABLE) in LABEL_TEXTS


def headings(field: str) -> tuple[str, ...]:
    """What the text of a field may begin with as its heading, the longest first."""
    return tuple(sorted(_HEADINGS.get(field, (title_of(field),)), key=len, reverse=True))


def title_of(field: str) -> str:
    """The field's name in words: the title of a text that begins with no heading of its own."""
    return _TITLES.get(field) or field.replace("_", " ").strip().capitalize()
