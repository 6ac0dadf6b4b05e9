"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

# Examples are the same on every run, and a slow shared machine is no failure.
settings.register_profile("materia", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("materia")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real publishers' files beside the project; absent on a user's machine."""
    if not SHARED_DATA.is_dir():
        pytest.skip("../shared/data is not on this machine: real input is not tested here")
    return SHARED_DATA


@pytest.fixture(scope="session")
def seed_article(shared_data: Path) -> Path:
    """The encyclopedia article the project started from."""
    return shared_data / "seed" / "baclofen-article.txt"
