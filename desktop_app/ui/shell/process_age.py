"""How long this process has been running, as the system recorded its start: what start-up is measured from."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

_IMPORTED = time.monotonic()

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _EPOCH = 116_444_736_000_000_000
    """1970 in the 100 ns intervals since 1601 that Windows counts."""

    def _age() -> float:
        times = [wintypes.FILETIME() for _ in range(4)]
        process = ctypes.windll.kernel32.GetCurrentProcess()
        if not ctypes.windll.kernel32.GetProcessTimes(process, *(ctypes.byref(moment) for moment in times)):
            return time.monotonic() - _IMPORTED
        started = (times[0].dwHighDateTime << 32) | times[0].dwLowDateTime
        return time.time() - (started - _EPOCH) / 1e7

elif sys.platform == "darwin":
    import ctypes
    import struct

    def _age() -> float:
        # sysctl CTL_KERN, KERN_PROC, KERN_PROC_PID: a kinfo_proc, which begins with the start as a timeval.
        name = (ctypes.c_int * 4)(1, 14, 1, os.getpid())
        found = ctypes.create_string_buffer(1024)
        size = ctypes.c_size_t(len(found))
        libc = ctypes.CDLL(None)
        if libc.sysctl(name, 4, found, ctypes.byref(size), None, 0) != 0 or size.value < 16:
            return time.monotonic() - _IMPORTED
        seconds, micros = struct.unpack_from("=qi", found.raw)
        return time.time() - seconds - micros / 1e6

else:

    def _age() -> float:
        try:
            fields = Path("/proc/self/stat").read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            return time.monotonic() - _IMPORTED
        # Field 22 of proc(5), in clock ticks since the machine started.
        started = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return time.clock_gettime(time.CLOCK_BOOTTIME) - started


def process_age_ms() -> float:
    """Milliseconds since the process started; where the system does not tell, since this module was imported."""
    return _age() * 1000
