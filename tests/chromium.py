"""Where Chromium is on this machine."""

import os
import shutil

from playwright.sync_api import Browser, BrowserType

HINT = "install Chromium (Debian, Ubuntu: apt-get install chromium) or set CHROMIUM to its path"

# No sandbox: it cannot be had in most containers, as root least of all. The others keep a browser that only
# visits our own pages from asking its maker's servers.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
]


def find_chromium() -> str | None:
    """The path of Chromium or Chrome: `CHROMIUM` from the environment, else the first one on PATH."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    return next((path for name in candidates if (path := shutil.which(name))), None)


def launch(kind: BrowserType) -> Browser:
    """Start a process of Chromium."""
    return kind.launch(executable_path=find_chromium(), args=ARGUMENTS, headless=True)
