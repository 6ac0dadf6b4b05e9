"""How much of anything an import accepts, in one place: all input is hostile until it is read.

Each limit lies well above the largest real thing of its kind that was measured, and low enough that the worst file
costs seconds and some hundreds of megabytes, not the machine. What is over a limit is refused in words, and the rest
goes on.
"""

from __future__ import annotations

from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one import. Tests set smaller ones; the user cannot change them."""

    document_bytes: int = 32 * MB
    """Of one document that is read as a whole (a label, a page, a bundle). The longest real label is a fifth of it."""
    opening_bytes: int = 4000
    """What a format is told from. The longest prologue before a label's root element that was seen has 700."""

    archive_entries: int = 500_000
    """Of one archive. A full release of human prescription labels has 45,000; what is known of an entry takes some
    500 bytes of memory, so that a million of them would be half a gigabyte."""
    archive_names_bytes: int = 64 * MB
    """Of the table of contents of a zip archive: 130 bytes for each entry. It is read as a whole."""
    archive_depth: int = 4
    """Archives in archives. A full release is two deep, and one more when a user zips the download."""
    inner_archive_memory: int = 24 * MB
    """Of an archive in an archive, in memory; a larger one is unpacked on the disk. Labels with their pictures have 20
    to 100 KB, the largest some 60 MB."""
    inner_archive_bytes: int = 128 * MB
    """Of an archive in an archive, however small the outermost file is."""
    inner_archive_ratio: int = 4
    """How many times the size of the outermost file it may have besides: archives hardly compress. The parts of a full
    release, zipped once more, have gigabytes."""
    archive_ratio: int = 200
    """How many times the bytes of the outermost file may come out of it. Labels in XML yield 5 to 20, JSON some 15;
    Deflate alone can yield 1,032."""
    archive_slack: int = 64 * MB
    """What may come out of any archive, however small it is."""
    entry_name_characters: int = 1000
    """Of the name of an entry with its folders; systems allow some 4,000, publishers use a tenth of this."""

    folder_files: int = 1_000_000
    """Of a folder with all folders in it: a formulary has thousands, an unpacked release some 300,000."""
    folder_depth: int = 40
    """Folders in folders: deeper ones are a mistake or a loop."""

    xml_depth: int = 200
    """Of elements. The deepest label that was measured has 31; the parser itself stops at 256."""
    json_depth: int = 60
    """Of lists and objects. A FHIR Bundle in which sections lie ten deep has 30."""
    json_containers: int = 1_000_000
    """Lists and objects in a document that is read as a whole. The largest Bundle that was seen has 550."""
    json_gap_bytes: int = 64 * MB
    """That a streamed JSON file may go on without a token ending: one string is never that long."""

    cell_characters: int = 200_000
    """Of one table cell as HTML: a layout box whose table shows as a single cell can hold a whole leaflet of 60,000."""
    word_characters: int = 100_000
    """Without any white space or mark-up. The longest in a label, a peptide's sequence, has some 300."""
    run_characters: int = 1_000_000
    """Between two marks of any kind. The longest real one, a leaflet in one paragraph, has some 60,000."""
    section_characters: int = 8_000_000
    """Of one section as HTML. The longest real section (a whole leaflet in one) has some 500,000."""
    section_references: int = 150_000
    """Of `&` in one section as HTML: the sanitiser (nh3 0.3.8) needs a time in proportion to the square of their
    number, 0.6 s for so many and 80 s for ten times as many. The longest real sections have some 5,000."""
    monograph_characters: int = 24_000_000
    """Of all sections of a monograph as HTML."""
    sections: int = 5000
    """Of a monograph. The label with the most has some 400."""
    references: int = 20_000
    """Of a monograph. The encyclopedia's longest articles cite 1,200."""
    names: int = 5000
    """Of a monograph."""
    title_characters: int = 1000
    """Of a monograph's title, and of a section's key. Vaccines have names of 300."""
    text_characters: int = 200_000
    """Of any other text: a name, a section's title, a reference, what a source says of itself. The longest that was
    seen, an article's reference with its quotation, has 6,000."""
    csl_depth: int = 12
    """Of lists and objects in the data of a reference. CSL itself needs four."""

    picture_bytes: int = 24 * MB
    """Of one picture as a file. Scans of a carton in labels reach 12 MB."""
    picture_pixels: int = 64_000_000
    """Of one picture; four bytes each when it is shown. Scans at 600 dpi reach 35 million."""
    picture_side: int = 30_000
    """Pixels of the longer side; what paints on the screen and on paper counts them in 16 bits."""
    pictures: int = 2000
    """Of a monograph, and places where it shows one. Labels with instructions for use have 120."""
    pictures_bytes: int = 160 * MB
    """Of all pictures of a monograph: one monograph is held in memory, twice while it goes from one process to
    another."""


LIMITS = Limits()
"""Those that the application imports with."""
