"""A site that was written for django-plotly-dash runs unchanged with our wheel in the place of that package.

The site is in `site/`; its database was made by the migrations of django-plotly-dash 2.5.1. Our wheel is unpacked into
a folder of its own, which comes before everything else on the path: what is not in the wheel is not there.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.server_process import free_port
from tests.site_process import tracebacks, wait_until_it_answers

HERE = Path(__file__).parent


class Site:
    """A copy of the site, with our wheel."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.folder = folder / "site"
        shutil.copytree(HERE / "site", self.folder, ignore=shutil.ignore_patterns("__pycache__"))
        self.packages = folder / "packages"
        ZipFile(wheel).extractall(self.packages)
        inherited = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
        self.environment = {**inherited, "PYTHONPATH": str(self.packages), "PYTHONUNBUFFERED": "1"}
        with closing(sqlite3.connect(self.folder / "db.sqlite3")) as database:
            database.executescript((HERE / "database.sql").read_text())

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.folder / "db.sqlite3")) as database:
            return database.execute(query).fetchall()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, built_wheel: Path) -> Site:
    site = Site(tmp_path_factory.mktemp("switching"), built_wheel)
    assert str(site.packages) in site.run("-c", "import django_plotly_dash; print(django_plotly_dash.__file__)")
    site.run("manage.py", "migrate", "--verbosity", "0")
    return site


@pytest.fixture(scope="module")
def served(site: Site) -> Iterator[str]:
    """The site, as its developers run it: `runserver` on daphne."""
    port = free_port()
    log = site.folder / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
            cwd=site.folder,
            env=site.environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            wait_until_it_answers(process, f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)
    said = log.read_text()
    assert tracebacks(said) == []
    assert "Internal Server Error" not in said


def test_its_database_is_migrated_as_it_is(site: Site) -> None:
    names = [name for (name,) in site.rows("SELECT name FROM django_migrations WHERE app = 'django_plotly_dash'")]
    assert names[:2] == ["0001_initial", "0002_add_examples"]
    assert site.rows("SELECT instance_name, slug FROM django_plotly_dash_dashapp") == [("Our greens", "our-greens")]
    assert "No changes detected" in site.run("manage.py", "makemigrations", "--check", "--dry-run")


def test_its_checks_and_its_collection_of_files_pass(site: Site) -> None:
    said = site.run("manage.py", "check", "--fail-level", "WARNING")
    assert "no issues" in said or "django_plotly_dash.I001" in said
    site.run("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
    assert list((site.folder / "collected").glob("dpd/assets/**/dot.svg"))


def test_its_doctor_finds_nothing_that_must_be_changed(site: Site) -> None:
    said = site.run("manage.py", "dash_doctor")
    assert "\n0 to change, " in said
    for leftover in ("settings.static-support", "settings.frame-options"):
        assert f"consider: settings ({leftover})" in said


def frame(page: Page, within: str = "body") -> FrameLocator:
    return page.locator(f"{within} dash-frame iframe").content_frame


def test_its_frames_show_app_saved_state_and_initial_arguments(site: Site, served: str, page: Page) -> None:
    page.goto(served)
    for place, colour in (("#plain", "red"), ("#saved", "green"), ("#given", "blue")):
        page.locator(place).scroll_into_view_if_needed()
        expect(frame(page, place).locator("#chosen")).to_have_text(f"The colour is {colour}.")
    assert page.locator("#plain").get_attribute("class") == (
        "django-plotly-dash django-plotly-dash-iframe django-plotly-dash-app-colourchoice"
    )
    frame(page, "#saved").get_by_text("Blue").click()
    expect(frame(page, "#saved").locator("#chosen")).to_have_text("The colour is blue.")
    page.reload()
    page.locator("#saved").scroll_into_view_if_needed()
    expect(frame(page, "#saved").locator("#chosen")).to_have_text("The colour is blue.")
    assert site.rows("SELECT base_state FROM django_plotly_dash_dashapp") == [('{"choice": {"value": "blue"}}',)]


def test_its_direct_app_works_without_a_frame(served: str, page: Page) -> None:
    page.goto(f"{served}/direct/")
    expect(page.locator("#direct #chosen")).to_have_text("The colour is red.")
    page.locator("#direct").get_by_text("Green").click()
    expect(page.locator("#direct #chosen")).to_have_text("The colour is green.")
    assert page.locator("iframe").count() == 0


def test_its_pipe_brings_messages_to_every_browser(served: str, new_page: Callable[..., Page]) -> None:
    sender, listener = new_page(), new_page()
    for visitor in (sender, listener):
        # What is sent before a socket listens is not kept for it.
        with visitor.expect_websocket() as opened:
            visitor.goto(f"{served}/live/")
        expect(frame(visitor).locator("#served")).to_have_text("Served: nothing yet")
        assert opened.value.url.endswith("/dpd/ws/channel")
    for dish in ("soup", "cake"):
        sender.goto(f"{served}/live/")
        expect(frame(sender).locator("#served")).to_have_text("Served: nothing yet")
        sender.locator("input[name=dish]").fill(dish)
        sender.get_by_role("button", name="Send").click()
        expect(frame(listener).locator("#served")).to_have_text(f"Served: {dish}")


def test_its_callbacks_get_session_user_and_assets(served: str, page: Page) -> None:
    page.goto(f"{served}/session/")
    page.goto(f"{served}/session/")
    expect(page.locator("#views")).to_have_text("2")
    app = frame(page)
    expect(app.locator("#counted")).to_have_text("AnonymousUser: 0 clicks, 2 views, app Expanded")
    app.get_by_text("Count").click()
    expect(app.locator("#counted")).to_have_text("AnonymousUser: 1 clicks, 2 views, app Expanded")
    picture = app.locator("#picture").evaluate("image => image.decode().then(() => image.naturalWidth)")
    assert picture == 8
