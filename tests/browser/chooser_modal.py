"""The window of Wagtail's choosers, as an editor uses it."""

from playwright.sync_api import Page, expect


def pick(admin: Page, name: str) -> None:
    """Search and pick something in the chooser that is open: the apps of all test modules fill more than one page."""
    modal = admin.locator(".modal-body")
    # A click on a result that the search is about to replace would be lost.
    modal.locator("table").evaluate_all("tables => tables.forEach(table => { table.dataset.before = '' })")
    modal.locator("input[name=q]").fill(name)
    expect(modal.locator("table[data-before]")).to_have_count(0)
    modal.get_by_role("link", name=name, exact=True).click()
    expect(modal).to_have_count(0)
