"""Fitted constants of reference matching. Refit with `python tests/benchmarks/fit_reference_matching.py`."""

from __future__ import annotations

WEIGHTS = (
    0.83,
    1.219,
    1.1,
    0.311,
    0.908,
    -1.935,
    1.466,
    -0.126,
    -3.313,
    -0.053,
    0.292,
    1.76,
    -1.014,
    -1.397,
    1.001,
    0.021,
    0.649,
    0.448,
    0.17,
    -0.0,
    -0.333,
    0.015,
    0.308,
    2.8,
    0.955,
    -0.611,
    0.175,
    0.379,
    -0.227,
    0.099,
    0.125,
    0.22,
    -0.095,
)
"""One for each of `evidence.FEATURES`."""
CALIBRATION = (1.0, 0.0)
"""Slope and intercept from the log-odds of the alignment to those of being right."""
SURE = 0.985
"""Claim a match from this calibrated probability on."""
