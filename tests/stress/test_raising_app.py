"""An app whose layout and callbacks raise, on a page of the site: the page, and the others on it, stay."""

import urllib.error

import pytest

from tests.core.apps_for_tests import callback_body
from tests.site_process import Visitor, wait_until

BROKEN = {
    "output": "out.children",
    "outputs": {"id": "out", "property": "children"},
    "inputs": [{"id": "in", "property": "value", "value": 1}],
    "changedPropIds": ["in.value"],
}


def test_an_app_that_raises_harms_neither_its_page_nor_its_neighbours(site, figure):
    visitor = Visitor(site.url)
    page = visitor.get("/page/")
    assert "<h1>Page</h1>" in page
    assert page.count("<dash-frame") == 2
    assert page.count("<dash-app") == 1

    visitor.get("/dash/app/Raising/")
    layout = visitor.get("/dash/app/Raising/_dash-layout")
    assert "cannot be shown" in layout
    with pytest.raises(urllib.error.HTTPError) as caught:
        visitor.post("/dash/app/Raising/_dash-update-component", BROKEN)
    with caught.value as refused:
        assert refused.code == 500
        told = refused.read().decode()
    assert '"error"' in told
    for secret in ("the callback broke", "the source of the data is gone", "Traceback"):
        assert secret not in layout + told + page

    answer = visitor.post("/dash/app/Echo/_dash-update-component", callback_body())
    assert "You chose blue" in answer["response"]["answer"]["children"]
    wait_until(lambda: "RuntimeError: the callback broke" in site.log.read_text(), "the log")
    log = site.log.read_text()
    assert "Callback 'out.children' of Dash app 'Raising' failed for 'AnonymousUser'" in log
    assert "ValueError: the source of the data is gone" in log
    figure(f"An app whose layout and callback raise, {site.server}: its page 200, the other app on it answers")
