"""PDF through Chromium, where the machine has one: no scripts, no network, a fresh profile thrown away afterwards."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from catspaw.core.errors import MissingProgram

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
)
TIMEOUT = 120  # seconds; a page takes two or three


def browser() -> str:
    """Find a Chromium.

    Raises
    ------
    MissingProgram
        Where there is none; the HTML page can be printed from any browser.
    """
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise MissingProgram(
            "a PDF needs Chromium or Chrome, and none is on the path: install it, or write .html and print that page from any browser"
        )
    return found


def print_pdf(page: str) -> bytes:
    """Print a page.

    Raises
    ------
    MissingProgram
        Where there is no browser, or it fails.
    """
    program = browser()
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "brief.html", Path(folder) / "brief.pdf"
        source.write_text(page, "utf-8")
        command = [program, *FLAGS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, timeout=TIMEOUT, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            raise MissingProgram(f"{program} did not print within {TIMEOUT} seconds; write .html instead") from None
        if not target.exists():
            raise MissingProgram(f"{program} could not print the page (exit {done.returncode}); write .html instead")
        return target.read_bytes()
