"""What every test may ask for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["pytester", "tests.skips"]

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

# Examples are the same on every run, and a slow shared machine is no failure.
settings.register_profile("materia", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("materia")


@pytest.fixture(scope="session", autouse=True)
def _no_trace_in_the_home_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Data and the key of the index go into a folder of the test run, in subprocesses too."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            patch.setitem(os.environ, name, str(tmp_path_factory.mktemp(name)))
        yield


@pytest.fixture(scope="session", autouse=True)
def _a_locale_with_utf_8() -> Iterator[None]:
    """For what tests start: in any other Qt says on standard error that it has chosen this one."""
    with pytest.MonkeyPatch.context() as patch:
        if sys.platform == "linux":
            patch.setitem(os.environ, "LC_ALL", "C.UTF-8")
        yield


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


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts a file system of its own, or remounts it with other options; skips where that is not allowed."""
    point = tmp_path / "mounted"
    point.mkdir()
    mounted = False

    def mount_with(options: str) -> Path:
        nonlocal mounted
        if mounted:
            options = f"remount,{options}"
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "materia-test", str(point)], capture_output=True, check=False
        )
        if done.returncode != 0:
            pytest.skip("no file system can be mounted here (needs root on Linux)")
        mounted = True
        return point

    if shutil.which("mount") is None:
        pytest.skip("no file system can be mounted here (no mount command)")
    yield mount_with
    if mounted:
        subprocess.run(["umount", str(point)], check=True)
