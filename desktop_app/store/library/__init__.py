"""library.db: `store.py` is what others use; one file beside it for each thing it does."""
