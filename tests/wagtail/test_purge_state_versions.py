"""`purge_state_versions`: what it deletes, what it leaves, and what History says of what is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log

from django_plotly_dash.models import StatelessApp
from dpd_wagtail.models import SavedState, StateVersion
from dpd_wagtail.state_editor.saving import SAVE

pytestmark = pytest.mark.django_db


@pytest.fixture
def state() -> SavedState:
    app = StatelessApp.objects.get_or_create(app_name="Echo")[0]
    return SavedState.objects.create(stateless_app=app, instance_name="Red")


def versions(state: SavedState, *ages: int) -> list[StateVersion]:
    """Versions of a state, of so many days ago."""
    made = [StateVersion.objects.create(state=state, values={"colour": {"value": age}}) for age in ages]
    for version, age in zip(made, ages, strict=True):
        StateVersion.objects.filter(pk=version.pk).update(saved_at=timezone.now() - timedelta(days=age, hours=1))
    return made


def test_old_versions_go_and_the_newest_of_each_state_stays(state, capsys):
    other = SavedState.objects.create(stateless_app=state.stateless_app, instance_name="Blue")
    _oldest, old, young = versions(state, 400, 90, 30)
    (alone,) = versions(other, 500)
    call_command("purge_state_versions", "--days=90")
    assert "2 versions" in capsys.readouterr().out
    assert set(StateVersion.objects.all()) == {young, alone}
    assert old not in StateVersion.objects.all()


def test_without_days_the_newest_alone_stays(state, capsys):
    versions(state, 3, 2, 0)
    call_command("purge_state_versions")
    call_command("purge_state_versions")
    assert [version.values["colour"]["value"] for version in StateVersion.objects.all()] == [0]
    assert capsys.readouterr().out.splitlines() == [
        "2 versions of saved states were deleted.",
        "No versions of saved states were deleted.",
    ]


@pytest.mark.parametrize("days", ["-1", "x", "1e9", "99999999999"])
def test_what_is_no_number_of_days_deletes_nothing(state, days):
    versions(state, 3, 2)
    with pytest.raises(CommandError, match="days"):
        call_command("purge_state_versions", f"--days={days}")
    assert StateVersion.objects.count() == 2


def test_history_leads_to_the_versions_that_are_left(client, users, state):
    made = versions(state, 2, 1)
    for version in made:
        log(instance=state, action=SAVE, user=users["superuser"], data={"version": version.pk})
    gone, left = (reverse("dpd_state_editor:bring-back", args=[state.pk, version.pk]) for version in made)
    client.force_login(users["superuser"])
    history = reverse(SavedState.snippet_viewset.get_url_name("history"), args=[state.pk])
    assert f'href="{gone}"' in client.get(history).content.decode()
    call_command("purge_state_versions")
    page = client.get(history).content.decode()
    assert f'href="{gone}"' not in page
    assert f'href="{left}"' in page
