"""From what a user names (files, folders, archives) to items that importers read: `items.py` is where to start."""
