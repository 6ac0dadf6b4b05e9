"""Bulk imports: `job.py` runs one. What they read comes from `importers/sources`, what they write goes to the store."""
