"""Start-up of Materia beside a bare PySide6 window, in one run: medians over alternating starts of whole processes.

    .venv/bin/python tests/benchmarks/startup.py [RUNS]

Bar: the first paint at most 1.35 times the bare window's. Both count from the start of the process, as the system
recorded it, to the end of the first paint event. The data folder is warm: one start before the counted ones.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

BARE_WINDOW = """
import json, os, sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTextBrowser

def age_ms():
    started = int(open("/proc/self/stat").read().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    return (time.clock_gettime(time.CLOCK_BOOTTIME) - started) * 1000

class Browser(QTextBrowser):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(json.dumps({"first_paint_ms": age_ms()}), flush=True)
        QTimer.singleShot(0, QApplication.instance().quit)

app = QApplication(sys.argv)
window = QMainWindow()
browser = Browser()
browser.setHtml("<p>One paragraph.</p>")
window.setCentralWidget(browser)
window.resize(1280, 800)
window.show()
app.exec()
"""


def measure(command: list[str]) -> dict[str, float]:
    """The figures that one start prints."""
    shown = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    figures: dict[str, float] = json.loads(shown.strip().splitlines()[0])
    return figures


def main(runs: int) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    bare_command = [sys.executable, "-P", "-c", BARE_WINDOW]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-P", "-m", "desktop_app", "--data-dir", folder, "--measure-startup"]
        first_ever = measure(command)
        measure(bare_command)
        pairs = [(measure(command), measure(bare_command)) for _ in range(runs)]
    materia = [figures["first_paint_ms"] for figures, _ in pairs]
    ready = [figures["search_ready_ms"] for figures, _ in pairs]
    bare = [figures["first_paint_ms"] for _, figures in pairs]
    ratios = [ours / theirs for ours, theirs in zip(materia, bare, strict=True)]
    print(f"{runs} starts each, alternating, platform {os.environ['QT_QPA_PLATFORM']}; medians [lowest, highest]")
    print(f"first start ever (empty data folder)  {first_ever['first_paint_ms']:6.0f} ms to the first paint")
    for name, values in (("Materia, first paint", materia), ("Materia, search ready", ready), ("bare window", bare)):
        print(f"{name:36}  {statistics.median(values):6.0f} ms  [{min(values):.0f}, {max(values):.0f}]")
    spread = f"[{min(ratios):.2f}, {max(ratios):.2f}]  bar 1.35"
    print(f"{'ratio, pair by pair':36}  {statistics.median(ratios):6.2f}     {spread}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 11)
