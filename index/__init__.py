"""Full text: all of Whoosh. Knows nothing of the application; it indexes plain records and answers queries.

`Record`, `Index`, `Results` and `Hit` are stable: tests outside the project use them.

Where to start: `searching` is the `Index`; all else is of one of these paths.

- What was typed: `words` cuts any text into terms, `query` says what is wanted, `languages` and `stemming` which forms
  of a word are one; `spelling` and `vocabulary` correct and complete.
- What matches, and which is best: `compiling` makes Whoosh queries of it, `evaluating` answers them over the columns
  through `postings`, and asks Whoosh itself what it does not know (`column_reader`, `schema`); `ranking` puts in order,
  with `questions` and `headings`.
- What is shown of it: `passages` finds the place among numbers with `runs` and `counting`, `snippets` cuts it out,
  `matching` does the same for a text that is given; `read_texts` remembers.
- What is written: `writing` is the transaction, `building` makes a segment of records with `cutting`, `inverting` and
  `blocks`; `columns` saves and opens it, `seal` proves whose it is; `merging` makes few segments of many.
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
