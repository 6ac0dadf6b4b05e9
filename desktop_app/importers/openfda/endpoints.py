"""What an answer of openFDA is about that has no label in it: the fields of its other endpoints.

All endpoints write their answers alike (https://open.fda.gov/apis/), and most name the labels of the drugs they list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ENDPOINTS = (
    ("reports of adverse events", {"safetyreportid", "mdr_report_key", "patient", "reactions"}),
    ("recalls", {"recall_number", "reason_for_recall", "res_event_number", "recall_initiation_date"}),
    ("shortages", {"shortage_reason", "initial_posting_date"}),
    ("approved applications (Drugs@FDA)", {"products", "submissions", "sponsor_name"}),
    ("listed products (the NDC directory)", {"product_ndc", "packaging", "labeler_name", "marketing_category"}),
    ("counts", {"term", "count"}),
)


def subject_of(result: Mapping[str, Any]) -> str:
    """What a result is about, in words that follow *about*; empty where it has no field of another endpoint."""
    names = {name.casefold() for name in result}
    return next((words for words, fields in _ENDPOINTS if names & fields), "")
