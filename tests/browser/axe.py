"""axe-core with all of its rules up to WCAG 2.2 AA and its best practices, over a page and the frames in it.

Wagtail's own checker runs a choice of these rules, and does not look into frames.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

SOURCE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]

# What the components of others do, and neither the package nor a site can mend: rule, part of the HTML, reason.
OF_OTHERS = [
    ("aria-allowed-role", "dash-options-list-option", "dcc.RadioItems and dcc.Checklist give their labels role=option"),
    ("nested-interactive", "dash-options-list-option", "... with the input in it"),
    ("aria-input-field-name", "dash-options-list", "... in a listbox that takes no name"),
    ("aria-hidden-focus", "dash-dropdown-focus-target", "dcc.Dropdown keeps a hidden input that scripts focus"),
    ("aria-hidden-focus", 'type="radio"', "the components of dcc keep hidden inputs for forms"),
    ("aria-input-field-name", "dash-slider-thumb", "dcc.Slider takes no name"),
    ("label", "dash-range-slider-input", "... nor does the input beside it"),
    ("aria-progressbar-name", "progress-bar", "dbc.Progress takes no name"),
    (
        "aria-allowed-attr",
        "dash-datepicker-input-wrapper",
        "dcc.DatePickerSingle gives a div aria-labelledby and aria-expanded",
    ),
    ("button-name", "dash-debug-menu", "the menu of Dash's developer tools"),
    ("landmark-unique", "<footer>", "the page that Dash makes of an app has its scripts in a footer"),
]

RUN = """async ({context, tags, others}) => {
    const {violations} = await axe.run(context ?? document, {runOnly: {type: 'tag', values: tags}});
    return violations.flatMap(({id, nodes}) => nodes
        .filter(({html}) => !others.some(([rule, part]) => rule === id && html.includes(part)))
        .map(({target, html}) => `${id}: ${target.flat().join(' >> ')} ${html.slice(0, 200)}`));
}"""


def findings(page: Page, context: Any = None) -> list[str]:
    """Return what axe finds, but for what others do: the rule, the selectors of the node, the frame's first, its HTML.

    Args:
        page: the page, with everything loaded.
        context: what is looked at, as ``axe.run`` takes it; the whole page by default.
    """
    for frame in page.frames:
        if frame.evaluate("typeof axe !== 'object' || !axe.utils"):
            frame.evaluate(SOURCE)
    others = [[rule, part] for rule, part, _reason in OF_OTHERS]
    found: list[str] = page.evaluate(RUN, {"context": context, "tags": TAGS, "others": others})
    return found
