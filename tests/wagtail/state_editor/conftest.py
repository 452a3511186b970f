"""An app, a state of it, and an editor."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Permission

from django_plotly_dash.models import StatelessApp
from dpd_wagtail.models import SavedState
from tests.wagtail.state_editor.requests import ECHO


@pytest.fixture
def app() -> StatelessApp:
    return StatelessApp.objects.get_or_create(app_name="Echo")[0]


@pytest.fixture
def state(app) -> SavedState:
    return SavedState.objects.create(stateless_app=app, instance_name="Red", base_state=json.dumps(ECHO))


@pytest.fixture
def editor(client, users):
    """A browser of somebody who may add and change states."""
    user = users["editor"]
    names = ["add_dashapp", "change_dashapp"]
    user.user_permissions.add(
        *Permission.objects.filter(content_type__app_label="django_plotly_dash", codename__in=names)
    )
    client.force_login(user)
    return client
