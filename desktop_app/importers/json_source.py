"""JSON from anywhere to values, within limits: a file of brackets alone becomes thirty times its size in memory."""

from __future__ import annotations

import json
from typing import Any

from desktop_app.importers.limits import Limits


class NoJsonError(ValueError):
    """It is none, or nested deeper or of more parts than any that is read."""


def parse_json(text: str, limits: Limits) -> Any:
    """Raises NoJsonError."""
    if text.count("{") + text.count("[") > limits.json_containers:
        raise NoJsonError("more lists and objects than are read")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NoJsonError(str(error)) from error
