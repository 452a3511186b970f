"""The folder for the data of the demonstration site: database, secret key, uploads."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

PROJECT_FOLDER = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """Return the folder, ``.dpd/`` in the project or the value of ``DPD_DEMO_DATA``. It is created if it is missing.

    It contains a ``.gitignore`` that makes Git ignore it, like a virtual environment.
    """
    folder = Path(os.environ.get("DPD_DEMO_DATA") or PROJECT_FOLDER / ".dpd")
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    return folder


def secret_key(folder: Path) -> str:
    """Return Django's secret key: ``SECRET_KEY`` from the environment, or one that is generated once and stored."""
    if from_environment := os.environ.get("SECRET_KEY"):
        return from_environment
    file = folder / "secret_key"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    key = secrets.token_urlsafe(50)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(key)
    return key
