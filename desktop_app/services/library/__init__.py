"""The content, as windows and command line use it: `library.py` is where to start."""
