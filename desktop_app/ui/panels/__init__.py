"""The other tabs of the sidebar: library, bookmarks, history."""
