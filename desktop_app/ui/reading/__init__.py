"""The monograph on screen: header, tabs, text, hits, citation popups, references."""
