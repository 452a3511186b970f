"""What the page of the state editor sends, and what its lists of changes show."""

from __future__ import annotations

import json
import re
from html import unescape

from django.urls import reverse

from django_plotly_dash.models import DashApp, StatelessApp
from dpd_wagtail.models import SavedState
from dpd_wagtail.state_editor.changes import digests

ECHO = {"colour": {"value": "red"}}
AJAX = {"x-requested-with": "XMLHttpRequest"}


def url_of(view: str, subject: SavedState | StatelessApp) -> str:
    kind = "state" if isinstance(subject, DashApp) else "app"
    return reverse(f"dpd_state_editor:{view}", kwargs={"kind": kind, "pk": subject.pk})


def post(client, view, subject, captured, **data):
    """Send what the capture script sends; ``opened`` is what the state has unless it is given."""
    opened = data.pop("opened", None)
    if opened is None:
        opened = subject.current_state() if isinstance(subject, DashApp) else {}
    body = {"captured": captured if isinstance(captured, str) else json.dumps(captured), **data}
    return client.post(url_of(view, subject), {"opened": json.dumps(digests(opened)), **body})


def boxes(response) -> dict[str, str]:
    """The boxes of a list of changes: what they send, by what they are called; ticked or not."""
    found = re.findall(r'name="take"\s+value="([^"]*)"[^>]*?aria-label="Save ([^"]*)"', response.content.decode())
    return {unescape(label): unescape(value) for value, label in found}


def ticked(response) -> set[str]:
    found = re.findall(r'name="take"\s+value="[^"]*"\s+checked\s+aria-label="Save ([^"]*)"', response.content.decode())
    return set(map(unescape, found))


def save(client, subject, captured, **data):
    """Look at the list, and save what is ticked."""
    listed = post(client, "review", subject, captured, **data)
    take = [value for label, value in boxes(listed).items() if label in ticked(listed)]
    return post(client, "save", subject, captured, take=take, **data)
