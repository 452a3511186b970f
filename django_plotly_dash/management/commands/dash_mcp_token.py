"""``manage.py dash_mcp_token``: make a token for a language model that calls the tools of apps as a user."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from django_plotly_dash.mcp.tokens import issue_token
from django_plotly_dash.registry.registry import UnknownApp, load_all_apps, registry


class Command(BaseCommand):
    """Print a token for a user."""

    help = (
        "Prints a token for a client of a language model that calls the tools of apps (MCP) as a user, with that "
        "user's permissions. The token expires after the given days, and when the user's password changes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the user and the limits of the token."""
        parser.add_argument("username", help="call the tools as this user")
        parser.add_argument("--app", action="append", default=[], metavar="NAME", help="only this app; may be repeated")
        parser.add_argument("--days", type=float, default=90, help="days until it expires (default: %(default)g)")

    def handle(self, *_args: Any, username: str, app: list[str], days: float, **_options: Any) -> None:
        """Print only the token, so that a script can use the output.

        Raises:
            CommandError: there is no such user or app, or the app has no tools.
        """
        if not 0 < days <= 3650:
            raise CommandError("--days must be more than 0 and at most 3650.")
        model = get_user_model()
        user = model._default_manager.filter(**{model.USERNAME_FIELD: username}).first()
        if user is None or not user.is_active:
            raise CommandError(f"There is no active user {username!r}.")
        load_all_apps()
        try:
            apps = [registry.get(name) for name in app]
        except UnknownApp as error:
            raise CommandError(str(error)) from error
        for one in apps:
            if not one.serves_mcp:
                raise CommandError(f"{one.app_name!r} has no tools: make it with DjangoDash(..., enable_mcp=True).")
        self.stdout.write(issue_token(user, app_names=[one.app_name for one in apps], days=days))
