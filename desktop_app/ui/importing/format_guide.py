"""Where monographs are to be had, as the import page explains it. Plain data.

What is said of licences stands in the sources themselves: Wikipedia's terms of use, openFDA's, DailyMed's.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """One kind of source."""

    title: str
    files: str
    """What the files are, as a file dialog shows them."""
    what: str
    """What one gets."""
    how: str
    """What to do to get it."""
    licence: str
    """What may be done with it, in general terms; empty where no source says so."""
    link_text: str = ""
    link: str = ""
    """Opened in the system's browser, and only at a click."""


ORIGINS: tuple[Origin, ...] = (
    Origin(
        "US drug labels",
        ".xml, .zip",
        "The official prescribing information of medicines sold in the United States, as their makers sent it to the "
        "FDA: boxed warnings, numbered sections, tables, ingredients, pictures.",
        "On DailyMed, open a label and choose Download, then the XML or the zip. For all labels at once, take the full "
        "release, which comes in several large zip files. Leave them zipped.",
        "Public: labels are published by the US National Library of Medicine.",
        "DailyMed: all drug labels",
        "https://dailymed.nlm.nih.gov/dailymed/spl-resources-all-drug-labels.cfm",
    ),
    Origin(
        "openFDA downloads",
        ".json, .json.zip",
        "The text of the same US labels, field by field. Smaller than the XML, without pictures and with simpler "
        "tables.",
        "On open.fda.gov, among the downloads for drug labels: some or all of the parts. Leave them zipped. The answer "
        "of a query, saved as a file, is read too.",
        "openFDA gives it to the public domain (CC0).",
        "openFDA",
        "https://open.fda.gov/",
    ),
    Origin(
        "European product information (ePI)",
        ".json, .xml",
        "The summary of product characteristics and the package leaflet, section by section, in the language they were "
        "authorised in.",
        "Regulators publish it as FHIR document bundles. Save the bundle of a medicine as a file; a folder or a zip of "
        "them is read at once.",
        "",
        "European Medicines Agency: about ePI",
        "https://www.ema.europa.eu/en/human-regulatory-overview/marketing-authorisation/"
        "product-information-requirements/electronic-product-information-epi",
    ),
    Origin(
        "Wikipedia, page by page",
        ".html, .txt",
        "An encyclopedia article on a drug with its references. No regulator has reviewed it.",
        "In the browser, open the article and save the whole page (Ctrl+S). Plain text copied from an article can be "
        "read too; a reference that is not in the file stays marked as missing.",
        "CC BY-SA: may be passed on with attribution, under the same licence.",
        "Wikipedia",
        "https://en.wikipedia.org/",
    ),
    Origin(
        "Wikipedia's medical articles in one file",
        ".zim",
        "Thousands of articles with their pictures in one archive, such as Kiwix's WikiMed. Before it is read, Materia "
        "asks which pages to take: by itself only those on drugs.",
        "In the Kiwix library, look for a collection on medicine and download the file. It is read where it lies and "
        "never unpacked.",
        "CC BY-SA, like the articles in it.",
        "Kiwix library",
        "https://library.kiwix.org/",
    ),
    Origin(
        "Your own monographs",
        ".md",
        "What your hospital or practice has written itself, with a source for every statement. A folder of such files "
        "is a formulary.",
        "Begin with a file that explains itself (below, or materia new NAME at the command line), fill it in with any "
        "text editor, and add it here. Bibliographies in CSL-JSON, BibTeX, RIS or PubMed's nbib may lie beside it.",
        "",
    ),
)
