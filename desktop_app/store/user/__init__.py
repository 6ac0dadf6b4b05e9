"""user.db: `store.py` is what others use."""
