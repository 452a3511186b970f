"""A new Django site in a folder, made with Django's own commands, as its developer would make it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.site_process import PROJECT

URLS = """
from django.urls import include
urlpatterns += [path("dash/", include("django_plotly_dash.urls"))]
"""


class ScratchSite:
    """A site of `django-admin startproject`, with one app named `shop`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run("-m", "django", "startproject", "mysite", ".")
        self.manage("startapp", "shop")
        self.append("mysite/settings.py", 'INSTALLED_APPS += ["django_plotly_dash", "shop"]\n')

    def append(self, path: str, text: str) -> None:
        with (self.folder / path).open("a") as file:
            file.write(text)

    def write(self, path: str, text: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def include_urls(self) -> None:
        self.append("mysite/urls.py", URLS)

    def run(self, *arguments: str, status: int | None = 0) -> str:
        """Run Python in the site's folder, and return what it prints, both streams together."""
        inherited = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env={**inherited, "PYTHONPATH": str(PROJECT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )
        assert status is None or done.returncode == status, done.stdout
        return done.stdout

    def manage(self, *arguments: str, status: int | None = 0) -> str:
        return self.run("manage.py", *arguments, status=status)
