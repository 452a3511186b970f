"""The data folder of the demonstration site, prepared once and copied for each site that a test starts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.made_once import made_once
from tests.site_process import run_django

PREPARE = "from cms_demo.serving.server import prepare; prepare()"


def prepare(folder: Path) -> None:
    """Do what the first start of the site does, and keep the folder that it leaves."""
    run_django("shell", stdin=PREPARE, DJANGO_SETTINGS_MODULE="cms_demo.settings", DPD_DEMO_DATA=str(folder))


def copied_demo_data(factory: pytest.TempPathFactory) -> Path:
    """Return a data folder of one's own, as the first start of the site leaves it."""
    prepared = made_once(factory, "demo-data", prepare)
    return Path(shutil.copytree(prepared, factory.mktemp("demo") / "data"))
