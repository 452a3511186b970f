"""``manage.py dash_mcp_token``: a token with which a language model calls the tools of apps as a user of the site."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from django_plotly_dash.mcp.tokens import issue_token
from django_plotly_dash.registry.registry import UnknownApp, load_all_apps, registry


class Command(BaseCommand):
    """Print a token of a user."""

    help = (
        "Prints a token with which a client of a language model calls the tools of apps (MCP) in the name of a user, "
        "with that user's permissions. It ends with its days, and when the user's password changes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the user, and what the token is limited to."""
        parser.add_argument("username", help="in whose name the tools are called")
        parser.add_argument("--app", action="append", default=[], metavar="NAME", help="only this app; may be repeated")
        parser.add_argument("--days", type=float, default=90, help="for how long it lets in (default: %(default)g)")

    def handle(self, *_args: Any, username: str, app: list[str], days: float, **_options: Any) -> None:
        """Print the token alone, so that a script can take it.

        Raises:
            CommandError: there is no such user or app, or the app has no tools.
        """
        if not 0 < days <= 3650:
            raise CommandError("--days must be above 0, and at most 3650.")
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
