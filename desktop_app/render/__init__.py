"""Monograph to HTML, for the screen and for paper, as pure functions; themes as data."""
