"""Which distributions own our import package, and what is said where something is missing; with real folders.

An interpreter of its own reads them, since Python keeps what it found on `sys.path`.
"""

import os
import subprocess
import sys

import pytest

from tests.site_process import PROJECT

SETTINGS = """
SECRET_KEY = "x"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django_plotly_dash"{apps}]
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}}}
PLOTLY_COMPONENTS = {components}
"""
BLOCKED = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name in {"dpd_components", "dpd_static_support"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
"""


@pytest.fixture
def check(tmp_path):
    """Run `django check` in a site whose distributions are folders."""

    def run(*distributions, components=(), apps="", missing=False):
        (tmp_path / "settings_of_test.py").write_text(SETTINGS.format(apps=apps, components=list(components)))
        installed = tmp_path / "installed"
        # A file that is recorded and not there does not count.
        (installed / "django_plotly_dash").mkdir(parents=True)
        (installed / "django_plotly_dash" / "__init__.py").touch()
        for name in distributions:
            folder = installed / f"{name.replace('-', '_')}-1.0.dist-info"
            folder.mkdir()
            (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
            (folder / "RECORD").write_text("django_plotly_dash/__init__.py,,\n")
        if missing:
            (tmp_path / "sitecustomize.py").write_text(BLOCKED)
        done = subprocess.run(
            [sys.executable, "-m", "django", "check"],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "settings_of_test",
                "PYTHONPATH": os.pathsep.join(map(str, (tmp_path, PROJECT, installed))),
            },
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
        return done.returncode, done.stderr + done.stdout

    return run


def test_two_owners_of_the_package_are_an_error_that_says_which_to_uninstall(check):
    status, said = check("dpd-wagtail", "django_plotly_dash")
    assert status == 1
    assert "django_plotly_dash.E002" in said
    assert "pip uninstall -y django-plotly-dash" in said


@pytest.mark.parametrize("owners", [("dpd-wagtail",), ("dpd-wagtail", "dpd-components")])
def test_one_owner_is_none(check, owners):
    status, said = check(*owners)
    assert (status, "E002" in said) == (0, False), said


def test_missing_component_packages_name_the_extra(check):
    status, said = check(components=["dpd_components", "dpd_static_support"], missing=True)
    assert status == 1
    assert said.count("django_plotly_dash.E003") == 2
    assert "pip install 'dpd-wagtail[compat]'" in said


def test_an_app_that_imports_one_names_the_extra(check, tmp_path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__init__.py").touch()
    (tmp_path / "shop" / "dash_apps.py").write_text("import dpd_components as dpd\n")
    status, said = check(apps=', "shop"', missing=True)
    assert status == 1
    assert "ModuleNotFoundError: No module named 'dpd_components'" in said
    assert "pip install 'dpd-wagtail[compat]'" in said
