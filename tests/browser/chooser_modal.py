"""The window of Wagtail's choosers, as an editor uses it."""

from playwright.sync_api import Page


def pick(admin: Page, name: str) -> None:
    """Search and pick something in the chooser that is open: the apps of all test modules fill more than one page."""
    modal = admin.locator(".modal-body")
    modal.locator("input[name=q]").fill(name)
    modal.get_by_role("link", name=name, exact=True).click()
