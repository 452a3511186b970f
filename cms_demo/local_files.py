"""The folder in which the demonstration site keeps what it makes: database, secret key, uploads."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

PROJECT_FOLDER = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """The folder, made if it is missing: ``.dpd/`` in the project, or what ``DPD_DEMO_DATA`` names.

    It ignores itself in Git, as a virtual environment does.
    """
    folder = Path(os.environ.get("DPD_DEMO_DATA") or PROJECT_FOLDER / ".dpd")
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    return folder


def secret_key(folder: Path) -> str:
    """Django's secret key: ``SECRET_KEY`` from the environment, else one that is made once and kept."""
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
