"""SQLite: the library (content) and the data of the user. All SQL lives here."""
