"""The command that makes tokens."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.core.mcp.client import SHELF, TILL, Model

pytestmark = pytest.mark.django_db


def test_the_command_makes_tokens(ada):
    out = StringIO()
    call_command("dash_mcp_token", "ada", "--app", "Till", "--days", "2", stdout=out)
    token = out.getvalue().strip()
    assert Model(TILL, token).ask("ping") == {}
    assert Model(SHELF, token).say("ping").status_code == 403


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["eve"], "no active user 'eve'"),
        (["ada", "--app", "Nowhere"], "No Dash app is registered as 'Nowhere'"),
        (["ada", "--app", "Silent"], "'Silent' has no tools"),
        (["ada", "--days", "0"], "more than 0"),
    ],
)
def test_the_command_says_what_is_wrong(ada, arguments, message):
    with pytest.raises(CommandError, match=message):
        call_command("dash_mcp_token", *arguments)
