"""The files of apps in a real browser, served by gunicorn with DEBUG off: by WhiteNoise, and by our own routes."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.watched_page import watch
from tests.site_process import gunicorn, run_django

HASHED = re.compile(r"\.[0-9a-f]{12}\.(js|css|svg)$")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder into which collectstatic has collected, the files of apps among them."""
    folder = str(tmp_path_factory.mktemp("static"))
    run_django("collectstatic", "--no-input", DPD_TEST_STATIC=folder, DPD_TEST_FINDERS="1")
    return folder


@pytest.fixture(scope="module", params=["staticfiles", "own routes"])
def site(request: pytest.FixtureRequest, collected: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the site, and in which way it serves the files."""
    database = f"sqlite:///{tmp_path_factory.mktemp('site')}/site.sqlite3"
    run_django("migrate", "--verbosity=0", DATABASE_URL=database)
    variables = {"DPD_TEST_FINDERS": "1"} if request.param == "staticfiles" else {}
    with gunicorn(DATABASE_URL=database, DPD_TEST_STATIC=collected, **variables) as base:
        yield base


def use(app: FrameLocator | Page) -> None:
    """Do what a visitor does, so that every package has shown that it works."""
    expect(app.get_by_text("Bootstrap is here")).to_be_visible()
    expect(app.get_by_text("Mantine is here")).to_be_visible()
    expect(app.get_by_role("gridcell", name="Grace")).to_be_visible()
    expect(app.locator("#graph .bars path").first).to_be_visible()
    app.get_by_role("button", name="Count").click()
    expect(app.get_by_text("1 clicks")).to_be_visible()
    for component_id in ("import-time", "static", "callback-image"):
        expect(app.locator(f"#{component_id}")).not_to_have_js_property("naturalWidth", 0)


@pytest.mark.parametrize("way", ["", "?direct"], ids=["frame", "direct"])
def test_every_package_works_and_every_file_is_found_on_this_host(page: Page, site: str, way: str, request):
    seen = watch(page)
    page.goto(f"{site}/page/Components/{way}")
    app = page if way else page.locator("dash-frame iframe").content_frame
    use(app)
    assert seen.failed == []
    assert seen.said == []
    assert seen.hosts() == {urlsplit(site).netloc}
    paths = [urlsplit(url).path for url in seen.asked if not url.startswith("data:")]
    scripts = [path for path in paths if path.endswith((".js", ".css"))]
    bundles = [path for path in scripts if path.endswith(".js")]
    assert len(bundles) == len(set(bundles)), "each is asked for once"
    if "staticfiles" in request.node.callspec.id:
        assert all(path.startswith("/static/") for path in scripts), scripts
        plain = [path.rpartition("/")[2] for path in scripts if not HASHED.search(path)]
        # What a bundle loads itself it knows by its plain name; the folder has the package's version.
        assert all(name.startswith("async-") or "chunk" in name for name in plain), plain
        assert any(path.startswith("/static/dpd/assets/tests/") for path in paths)
    else:
        assert any(path.startswith("/dash/_dash-component-suites/") for path in scripts)
        assert not any(path.startswith("/static/dpd/components") for path in scripts)


def test_the_sites_own_bootstrap_is_local_and_looks_the_same(page: Page, site: str):
    page.goto(f"{site}/page/Components/")
    assert page.locator("h1").evaluate("node => getComputedStyle(node).fontWeight") == "500"
    link = page.locator("link[rel=stylesheet]").first
    assert link.get_attribute("href").startswith("/static/django_plotly_dash/bootstrap/")
    assert link.get_attribute("integrity") is None
