"""Whether a FHIR Bundle is information on a product at all: most Bundles are records of patients.

Nothing of a record may enter the library, not even by way of a report. So this is asked before anything else is read,
and answered by codes, never by words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.epi.resources import Bundle, Resource, as_dict, as_dicts, codings, word
from desktop_app.importers.kind_map import KindMap

_LOINC = frozenset({
    "34390-5", "34391-3", "45129-4", "50571-9", "50572-7", "50573-5", "50574-3", "50575-0", "50576-8", "50577-6",
    "50578-4", "53404-0", "53405-7", "53406-5", "53407-3", "53408-1", "53409-9", "58475-5", "58476-3", "60682-2",
    "60683-0", "60684-8", "75031-5", "77647-6", "78744-0", "78745-7", "81203-2", "86448-8", "98075-5", "101437-2",
})  # fmt: skip
"""Types of labels of drugs, vaccines and the like among the FDA's types of documents, most of which are none, such as
the registration of an establishment: https://build.fhir.org/ig/HL7/fhir-spl/ValueSet-splDocumentCodes.html"""
_EMA = frozenset({
    "100000155531", "100000155532", "100000155533", "100000155534", "100000155535", "100000155536", "100000155537",
    "100000155538", "100000155539", "100000155540", "100000155541", "200000017121", "200000027914", "200000027915",
    "200000027916",
})  # fmt: skip
"""The EMA's list of documents of product information (SPOR, list 100000155531). Other authorities use its codes under
systems of their own."""
_WORLDWIDE = ("loinc.org", "snomed.info", "2.16.840.1.113883.6.1", "2.16.840.1.113883.6.96")
"""Systems that have a code for everything: one of theirs which is not known as a label's is of something else."""
_PROFILE = re.compile(r"(?:^|[-/])(?:epi|emedicinal-product-info|smpc|pil)(?:$|[-/|.])", re.IGNORECASE)
_OF_PRODUCTS = frozenset({
    "MedicinalProductDefinition", "MedicinalProduct", "RegulatedAuthorization", "MedicinalProductAuthorization",
    "PackagedProductDefinition", "MedicinalProductPackaged", "AdministrableProductDefinition",
    "ManufacturedItemDefinition", "MedicationKnowledge",
})  # fmt: skip
_OF_PERSONS = frozenset({
    "Account", "AdverseEvent", "AllergyIntolerance", "Appointment", "CarePlan", "CareTeam", "Claim",
    "ClinicalImpression", "Condition", "Consent", "Coverage", "DetectedIssue", "DeviceUsage",
    "DeviceUseStatement", "DiagnosticReport", "Encounter", "EpisodeOfCare", "ExplanationOfBenefit",
    "FamilyMemberHistory", "Flag", "Goal", "Group", "ImagingStudy", "Immunization",
    "ImmunizationEvaluation", "ImmunizationRecommendation", "MedicationAdministration",
    "MedicationDispense", "MedicationRequest", "MedicationStatement", "MedicationUsage", "NutritionOrder",
    "Observation", "Patient", "Person", "Procedure", "QuestionnaireResponse", "RelatedPerson", "ResearchSubject",
    "RiskAssessment", "ServiceRequest", "Specimen", "VisionPrescription",
})  # fmt: skip
"""Resources about somebody: FHIR's patient compartment (https://hl7.org/fhir/compartmentdefinition-patient.html)."""
_SECTIONS_OF_RECORDS = frozenset({
    "10157-6", "10160-0", "10164-2", "10183-2", "10187-3", "10210-3", "10154-3", "11329-0", "11348-0", "11369-6",
    "11450-4", "11535-2", "18776-5", "26436-6", "29545-1", "29548-5", "29549-3", "29554-3", "29762-2", "30954-2",
    "42348-3", "42349-1", "46240-8", "46264-8", "47420-5", "47519-4", "48765-2", "51848-0", "61146-7", "61149-1",
    "8648-8", "8716-3", "81338-6", "46241-6", "104605-1", "75326-9", "8653-8", "8671-0", "11366-2", "67803-7",
})  # fmt: skip
"""Sections of patients' documents (IPS, C-CDA), such as the list of problems."""
_RECORD_TYPES = frozenset({
    "11488-4", "11490-0", "11502-2", "11503-0", "11504-8", "11506-3", "18748-4", "18842-5", "28570-0", "34105-7",
    "34108-1", "34109-9", "34112-3", "34117-2", "34133-9", "52521-2", "55188-7", "56445-0", "57016-8", "57133-1",
    "57828-6", "57833-6", "60591-5", "60592-3", "68604-8", "81214-9", "82593-5", "97499-8",
})  # fmt: skip
"""Types of patients' documents: summary, discharge summary, referral, report, prescription."""
_RECORDS = ("patient summary", "discharge", "referral", "consult", "progress note", "medical record", "health record")
"""In the words of a type or title that has no code."""


def check_is_product_information(bundle: Bundle, compositions: list[Resource], kinds: KindMap, name: str) -> None:
    """Raises UnreadableInputError, without a word of what the file holds, where any part of it may be about a person
    or is a document of another kind."""
    if _is_about_somebody(bundle) or not all(_is_of_product(one, bundle, kinds) for one in compositions):
        raise UnreadableInputError(
            f"{name} is a FHIR Bundle, but not the information on a product, so nothing of it was read: "
            "import only product information, such as a leaflet or a summary of product characteristics."
        )


def kind_of_document(composition: Resource) -> str:
    """The EMA's code for it, empty where it has none: it tells a leaflet from a summary with the same identifier."""
    return next((code for code, _ in codings(composition.get("type")) if code in _EMA), "")


def _is_of_product(composition: Resource, bundle: Bundle, kinds: KindMap) -> bool:
    if _has_person_as_subject(composition) or any(code in _SECTIONS_OF_RECORDS for code in _section_codes(composition)):
        return False
    listed = [(word(coding.get("system")), word(coding.get("code"))) for coding in _codings(composition)]
    listed = [(system, code) for system, code in listed if code]
    if any(code in _RECORD_TYPES for _, code in listed):
        return False
    # Examples give the code of a section, such as the package insert, as the type of a whole that consists of it.
    if any(code in _LOINC or code in _EMA or kinds.knows("", code) for _, code in listed):
        return True
    if any(host in system for system, _ in listed for host in _WORLDWIDE) and not _claims_to_be_epi(
        composition, bundle
    ):
        return False
    if bundle.of_type(*_OF_PRODUCTS):  # a code of an authority's own list, or none: the resources say what it is of
        return True
    words = f"{word(as_dict(composition.get('type')).get('text'))} {word(composition.get('title'))}".casefold()
    inside = {word(one.get("resourceType")) for one in as_dicts(composition.get("contained"))}
    return not listed and inside.isdisjoint(_OF_PERSONS) and not any(record in words for record in _RECORDS)


def _claims_to_be_epi(composition: Resource, bundle: Bundle) -> bool:
    """Whether it names a profile of the ePI guide, or of one built on it, as what it was made by."""
    metas = [meta for one in (composition, bundle.bundle) for meta in as_dicts(one.get("meta"))]
    given = [meta.get("profile") for meta in metas]
    profiles = [profile for one in given for profile in (one if isinstance(one, list) else [one])]
    return any(_PROFILE.search(word(profile)) for profile in profiles)


def _codings(composition: Resource) -> list[dict[str, Any]]:
    return as_dicts(as_dict(composition.get("type")).get("coding"))


def _is_about_somebody(bundle: Bundle) -> bool:
    return bool(bundle.of_type(*_OF_PERSONS))


def _has_person_as_subject(composition: Resource) -> bool:
    for subject in as_dicts(composition.get("subject")):
        kind = word(subject.get("type")) or word(subject.get("reference")).rpartition("/")[0].rpartition("/")[2]
        if kind in _OF_PERSONS:
            return True
    return False


def _section_codes(holder: Resource) -> Iterator[str]:
    for section in as_dicts(holder.get("section")):
        yield from (code for code, _ in codings(section.get("code")))
        yield from _section_codes(section)
