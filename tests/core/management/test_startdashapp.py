"""`manage.py startdashapp`: what it writes works as written, and nothing is overwritten."""

import io

import pytest
from django.core.management import CommandError, call_command

from tests.core.scratch_site import ScratchSite

CONFTEST = "[pytest]\nDJANGO_SETTINGS_MODULE = mysite.settings\naddopts = -p no:cacheprovider\n"


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "__init__.py").touch()
    return folder


def start(name, folder):
    out = io.StringIO()
    call_command("startdashapp", name, directory=folder, stdout=out)
    return out.getvalue()


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.py")}


def test_in_a_new_site_its_tests_pass_as_written(tmp_path):
    site = ScratchSite(tmp_path)
    said = site.manage("startdashapp", "Sales by region")
    assert "wrote shop/dash_apps.py" in said
    assert '{% plotly_app name="Sales by region" %}' in said
    assert 'path("dash/", include("django_plotly_dash.urls")),' in said
    site.include_urls()
    said = site.manage("startdashapp", 'Say "hi"', "shop")
    assert "wrote shop/say_hi_dash_app.py" in said
    assert "include(" not in said
    assert "Ran 4 tests" in site.manage("test")
    site.write("pytest.ini", CONFTEST)
    pytest_in_it = ["-m", "pytest", "-q", "-p", "no:dash", "-p", "django_plotly_dash.pytest_plugin"]
    assert "4 passed" in site.run(*pytest_in_it, "shop")
    # Without a browser the fixture for one says what to install.
    site.write("shop/test_live.py", 'def test_live(live_dash_app):\n    live_dash_app("Sales by region")\n')
    said = site.run(*pytest_in_it, "-p", "no:playwright", "shop/test_live.py", status=1)
    assert "live_dash_app needs a browser: pip install pytest-playwright" in said
    assert "No problems." in site.manage("migrate", "--verbosity", "0") + site.manage("dash_apps", "--check")


def test_the_first_app_of_a_folder_is_its_dash_apps(package):
    said = start("Sales", package)
    assert files(package).keys() == {"__init__.py", "dash_apps.py", "test_sales_dash_app.py"}
    assert "shop is not the folder of an installed app" in said
    for path in package.glob("*.py"):
        compile(path.read_text(), path, "exec")


def test_a_second_one_is_a_module_that_the_first_imports(package):
    (package / "tests").mkdir()
    (package / "dash_apps.py").write_text("first = 1")
    start("Sales by region", package)
    found = files(package)
    assert found["dash_apps.py"] == (
        "first = 1\nfrom . import sales_by_region_dash_app  # noqa: F401  registers its app\n"
    )
    assert "tests/test_sales_by_region_dash_app.py" in found


def test_in_a_package_it_is_a_module_of_it(package):
    (package / "dash_apps").mkdir()
    start("2026 sales", package)
    found = files(package)
    assert "from . import app_2026_sales " in found["dash_apps/__init__.py"]
    assert "dash_apps/app_2026_sales.py" in found


@pytest.mark.parametrize("taken", ["test_sales_dash_app.py", "sales_dash_app.py"])
def test_nothing_is_overwritten_and_nothing_is_left_half_done(package, taken):
    (package / "dash_apps.py").write_text("first = 1\n")
    (package / taken).write_text("mine = 1\n")
    before = files(package)
    with pytest.raises(CommandError, match=f"{taken} exists already. Nothing was written"):
        start("Sales", package)
    assert files(package) == before


@pytest.mark.parametrize(
    ("name", "place", "message"),
    [
        ("Echo", {}, r"tests\.dash_apps has a Dash app named 'Echo' already"),
        ("!!", {"directory": "."}, "cannot be made a module name"),
        ("class", {"directory": "."}, "cannot be made a module name"),
        ("x" * 101, {"directory": "."}, "at most 100 characters, but this one has 101"),
        ("a\nb", {"directory": "."}, "printable"),
        ("Sales", {}, "Give the label of the Django app to write to. This site's own apps are: .*tests"),
        ("Sales", {"app_label": "shpo"}, "No installed app with label 'shpo'.*own apps are: "),
        ("Sales", {"directory": "nowhere"}, "There is no folder nowhere"),
        ("Sales", {"app_label": "tests", "directory": "."}, "not both"),
    ],
)
def test_what_cannot_be_is_told(tmp_path, monkeypatch, name, place, message):
    monkeypatch.chdir(tmp_path)
    arguments = [name, *([place["app_label"]] if "app_label" in place else [])]
    if "directory" in place:
        arguments.append(f"--directory={place['directory']}")
    with pytest.raises(CommandError, match=message):
        call_command("startdashapp", *arguments)
    assert list(tmp_path.iterdir()) == []
