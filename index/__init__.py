"""Full text: all of Whoosh. Knows nothing of the application; it indexes plain records and answers queries.

`Record`, `Index`, `Results` and `Hit` are stable: tests outside the project use them.
"""

from index.errors import DamagedIndexError, IndexBusyError, IndexUnusableError
from index.records import Hit, Record, Results
from index.searching import Index
from index.words import fold_name
from index.writing import Writer

__all__ = [
    "DamagedIndexError",
    "Hit",
    "Index",
    "IndexBusyError",
    "IndexUnusableError",
    "Record",
    "Results",
    "Writer",
    "fold_name",
]
