"""Fitted constants of reference matching.

Fitted with `python tests/benchmarks/fit_reference_matching.py FOLDER` on 31 pages about music and one about software
(`../shared/data/zim`, `../shared/data/wikipedia`), each rewritten five times, and on 116 articles of the life sciences
(the starter corpus of https://github.com/PLOS/allofplos), each rewritten twice; how well they do on articles they were
not fitted on is what `tests/benchmarks/reference_matching.py` measures.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from desktop_app.citations.likeness import Feature

SURE = 0.99
"""Claim a match from this probability on.

A threshold of 0.975 looked right in 97.7 of 100 cases on the losses it was chosen on, but was right in 96.2 of 100 (234
claims) once the same articles were rewritten with other losses and parted differently. From 0.99 on it was 98.7 (149
claims; 95 % interval 96.3 to 100, articles resampled), with 4.9 % of all references claimed.
"""

WEIGHTS: Mapping[Feature, float] = MappingProxyType(
    {
        Feature.ONE_USE_ONE_HERE: 1.13,
        Feature.ALL_USES_HERE: 1.40,
        Feature.ALL_USES_HERE_LOG: 1.03,
        Feature.ALL_USES_HERE_LOST: -0.60,
        Feature.ALL_USES_HERE_LOG_LOST: -0.76,
        Feature.ONE_USE_MORE: -0.28,
        Feature.ONE_USE_MORE_LOST: 0.32,
        Feature.MORE_USES: -1.59,
        Feature.MORE_USES_LOST: 1.29,
        Feature.NO_USE_FOR_THE_LOST_FIRST: -1.91,
        Feature.FEWER_USES: -3.68,
        Feature.USES_UNCLEAR: -0.11,
        Feature.NOT_HERE: 0.41,
        Feature.NOT_HERE_LOST: 2.22,
        Feature.NOT_HERE_LOG_USES: -0.87,
        Feature.NOT_HERE_BEST_ELSEWHERE: -0.09,
        Feature.AFTER_LAST: -1.56,
        Feature.CLAUSE: 1.05,
        Feature.SENTENCE: 0.14,
        Feature.AROUND: 0.75,
        Feature.PARAGRAPH: 0.46,
        Feature.CLAUSE_LOG: 0.24,
        Feature.SENTENCE_LOG: -0.02,
        Feature.SENTENCE_MEAN: 0.24,
        Feature.ELSEWHERE: -0.17,
        Feature.RAREST: 0.06,
        Feature.CONTAINER: 0.25,
        Feature.AUTHOR_IN_SENTENCE: 0.67,
        Feature.AUTHOR_IN_CLAUSE: 1.17,
        Feature.FIRST_AUTHOR_IN_CLAUSE: 1.60,
        Feature.YEAR_IN_SENTENCE: 1.09,
        Feature.YEAR_TOO_EARLY: -0.63,
        Feature.NEIGHBOURS: 0.17,
        Feature.SURROUNDINGS: 0.35,
        Feature.HEADING: 0.62,
        Feature.NAMES: -0.13,
        Feature.PAIRS: -0.01,
        Feature.MARGIN_OF_REFERENCE: 0.13,
        Feature.MARGIN_OF_NUMBER: 0.20,
    }
)
"""Added to the log-likelihood of a number for each unit of a feature."""
