"""A patient's record that is imported by mistake leaves nothing behind but the name of its file."""

from __future__ import annotations

import json
import logging
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.services.importing.job import ImportJob, ImportRequest
from desktop_app.services.library.library import Library
from desktop_app.store.library.import_records import ImportRecords


def test_not_a_word_of_a_patient_summary_is_stored_or_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    folder, bundled, path = tmp_path / "data", tmp_path / "bundled", tmp_path / "summary.json"
    folder.mkdir()
    bundled.mkdir()
    composition = {
        "resourceType": "Composition",
        "id": "Secretid",
        "identifier": {"value": "Secretnumber"},
        "type": {"coding": [{"system": "http://loinc.org", "code": "60591-5", "display": "Secretkind"}]},
        "title": "Secrettitle",
        "section": [{"title": "Secretheading", "text": {"status": "generated", "div": "<div><p>Secrettext</p></div>"}}],
    }
    patient = {"resourceType": "Patient", "name": [{"family": "Secretname"}]}
    entries = [{"resource": one} for one in (composition, patient)]
    path.write_text(json.dumps({"resourceType": "Bundle", "entry": entries}), encoding="utf-8")
    with closing(Library(folder, bundled=bundled)) as library:
        report = ImportJob(library, ImportRequest.of([path])).run()
        (outcome,) = ImportRecords(library.store).outcomes(report.job_id)
        assert (outcome.status, outcome.title, outcome.uid) == ("failed", "", "")
        assert outcome.reason.startswith("summary.json is a FHIR Bundle, but not the information on a product")
        assert library.summaries() == []
    assert "Secret" not in caplog.text
    for file in folder.rglob("*"):
        assert not file.is_file() or b"Secret" not in file.read_bytes(), file
