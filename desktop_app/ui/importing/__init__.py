"""The window that imports files and reports on each."""
