"""A user, and a client with a token of that user."""

import pytest
from django.contrib.auth.models import User

from django_plotly_dash.mcp.tokens import issue_token
from tests.core.mcp import apps, pages  # noqa: F401  make the apps
from tests.core.mcp.client import TILL, Model


@pytest.fixture
def ada():
    return User.objects.create_user("ada", password="secret")


@pytest.fixture
def model(ada):
    return Model(TILL, issue_token(ada, days=1))
