"""Make the pictures of the documentation from the demonstration site, in a real browser: `make screenshots`.

Each picture is what a reader would see after the steps that its function takes; nothing is drawn or retouched.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import FrameLocator, Page, expect, sync_playwright

from tests.browser.demo_site import demo_site
from tests.chromium import launch
from tests.site_process import PROJECT

IMAGES = PROJECT / "docs" / "images"
WIDTH = 1280
expect.set_options(timeout=30_000)


def app(page: Page, at: int = 0) -> FrameLocator:
    """An app of a page, once its chart is drawn."""
    frame = page.locator("iframe").nth(at).content_frame
    expect(frame.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    return frame


def log_in(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/")
    if page.locator("input[name=username]").count():
        page.fill("input[name=username]", "admin")
        page.fill("input[name=password]", "admin")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="admin")).to_be_visible()


def edit(page: Page, site: str, path: str) -> None:
    """Open a page of the site in the editor."""
    log_in(page, site)
    page.goto(f"{site}{path}")
    link = page.locator("wagtail-userbar a[href*='/edit/']").get_attribute("href")
    assert link
    page.goto(f"http:{link}" if link.startswith("//") else f"{site}{link}")


def block(page: Page, site: str) -> None:
    """A Dash block in the editor, its settings open, one initial argument set."""
    page.set_viewport_size({"width": WIDTH, "height": 1300})
    edit(page, site, "/health-and-wealth/")
    cog = page.get_by_role("button", name="Settings", exact=True).nth(1)  # after that of the admin's menu
    cog.click()
    section = cog.locator("xpath=ancestor::section[1]")
    expect(section.get_by_text("Edit as JSON")).to_be_visible()
    section.get_by_role("button", name="Change").first.click()


def state_editor(page: Page, site: str) -> None:
    """An app in the state editor."""
    log_in(page, site)
    page.goto(f"{site}/admin/snippets/dpd_wagtail/app/?q=Gapminder")
    page.get_by_role("button", name="More options for 'GapminderExplorer'").click()
    page.get_by_role("link", name="New state").click()
    app(page)


def home(page: Page, site: str) -> None:
    """The front page."""
    page.goto(site)
    app(page)


def dashboard(page: Page, site: str) -> None:
    """A page as its visitors see it."""
    page.goto(f"{site}/health-and-wealth/")
    app(page)


def live(page: Page, site: str) -> None:
    """The live page, some readings after it was opened."""
    page.goto(f"{site}/live-metric/")
    frame = app(page)
    expect(frame.locator(".js-plotly-plot .scatterlayer .js-line").first).to_have_attribute(
        "d", re.compile(r"L.*L.*L.*L"), timeout=60_000
    )


def gallery(page: Page, site: str) -> None:
    """The overview of the gallery."""
    page.goto(f"{site}/gallery/")


PICTURES: dict[str, Callable[[Page, str], None]] = {
    "home": home,
    "dashboard": dashboard,
    "live": live,
    "gallery": gallery,
    "block": block,
    "state-editor": state_editor,
}


def take(names: list[str]) -> None:
    """Take pictures by name, all of them without a name."""
    with (
        tempfile.TemporaryDirectory() as data,
        # The live page shows readings.
        demo_site(Path(data), DPD_DEMO_STREAM="1", DPD_DEMO_WORKER="1") as site,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright.chromium)
        for name in names or PICTURES:
            page = browser.new_page(viewport={"width": WIDTH, "height": 800}, color_scheme="light")
            page.set_default_timeout(30_000)
            PICTURES[name](page, site)
            path = IMAGES / f"{name}.png"
            page.screenshot(path=path, animations="disabled")
            with Image.open(path) as picture:
                picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(path, optimize=True)
            print(f"{path.relative_to(PROJECT)}: {path.stat().st_size // 1024} KiB")
            page.close()
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1:])
