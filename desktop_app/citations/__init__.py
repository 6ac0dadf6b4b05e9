"""The bibliography: parse, match, format, export, audit."""
