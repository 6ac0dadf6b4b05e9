"""Articles as plain text: `text.py` reads one; layout, marks and names are what it is made of."""
