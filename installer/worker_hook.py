"""Run by the frozen program before anything else: makes a worker process of it where it was started as one.

PyInstaller's own hook for this imports multiprocessing at every start, and so takes a twentieth of the time to the
first paint. It lies in the program as a module instead: imported here for worker processes, and by
desktop_app/services/background_process.py before it starts any.
"""

import sys

if {"--multiprocessing-fork", "-c"} & set(sys.argv):
    import pyi_rth_multiprocessing  # noqa: F401 - does its work when it is imported
