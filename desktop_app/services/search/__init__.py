"""Search in the library's terms: `search.py` answers, the rest is what it knows of names."""
