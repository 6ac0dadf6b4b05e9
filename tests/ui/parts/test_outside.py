"""The one way out of Materia."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from desktop_app.ui.parts.outside import open_outside


def test_only_web_addresses_are_handed_to_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", handed.append)
    for url in ("https://example.org/a", "http://example.org", "file:///etc/passwd", "javascript:1", "mailto:a@b"):
        open_outside(url)
    assert [url.toString() for url in handed] == ["https://example.org/a", "http://example.org"]
