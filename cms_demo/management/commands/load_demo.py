"""``load_demo``: the content and the accounts of the demonstration site."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.models import Page, Site

from cms_demo.content import HOME_INTRO, HOME_TITLE, PAGES, DashboardContent
from cms_demo.models import DashboardPage, HomePage
from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.state.examples import add_examples

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Create what is missing and change nothing that exists, so that it can run at every start."""

    help = "Loads the pages, saved states and accounts of the demonstration site. What exists already is not changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add ``--no-accounts``, for sites that others can reach."""
        parser.add_argument(
            "--no-accounts",
            action="store_false",
            dest="accounts",
            help="Do not create users with well-known passwords.",
        )

    @transaction.atomic
    def handle(self, *args: Any, accounts: bool, **options: Any) -> None:
        """Load everything in one transaction."""
        home = self._home_page()
        for content in PAGES:
            self._dashboard_page(home, content)
        for slug in add_examples(StatelessApp.objects, DashApp.objects):
            self.stdout.write(f"Made the saved state {slug}.")
        if accounts:
            self._accounts()

    def _home_page(self) -> HomePage:
        """The home page, which replaces the welcome page that Wagtail's migrations create."""
        home = HomePage.objects.order_by("path").first()
        if home is not None:
            return home
        root = Page.get_first_root_node()
        home = root.add_child(instance=HomePage(title=HOME_TITLE, slug="dashboards", intro=HOME_INTRO))
        home.save_revision().publish()
        welcome = root.get_children().filter(slug="home", content_type__model="page").first()
        # The site gets its new root page first: deleting the old one would delete the site.
        site = Site.objects.filter(is_default_site=True).first()
        if site is None:
            Site.objects.create(hostname="localhost", site_name="Dash on Wagtail", root_page=home, is_default_site=True)
        elif site.root_page_id in {root.pk, welcome.pk if welcome else None}:
            site.root_page = home
            site.save()
        if welcome is not None and not welcome.get_children().exists():
            welcome.delete()
        self.stdout.write("Made the home page.")
        return HomePage.objects.get(pk=home.pk)

    def _dashboard_page(self, home: HomePage, content: DashboardContent) -> None:
        if home.get_children().filter(slug=content.slug).exists():
            return
        page = DashboardPage(
            title=content.title,
            slug=content.slug,
            summary=content.summary,
            show_in_menus=True,
            # As text: StreamField takes text for the stored form, but not a list.
            body=json.dumps(content.body(self._primary_key)),
        )
        home.add_child(instance=page)
        page.save_revision().publish()
        self.stdout.write(f"Made the page “{content.title}”.")

    def _primary_key(self, app_name: str) -> int:
        try:
            return StatelessApp.objects.get(app_name=app_name).pk
        except StatelessApp.DoesNotExist as error:
            raise CommandError(f"There is no row for the Dash app {app_name}: run migrate first.") from error

    def _accounts(self) -> None:
        """An administrator, and an editor who may put apps on pages."""
        users = get_user_model().objects
        if not users.filter(username="admin").exists():
            users.create_superuser("admin", "admin@example.com", "admin")
            self.stdout.write("Made the administrator admin, password admin.")
        editors, _created = Group.objects.get_or_create(name="Editors")
        # To choose apps and states for pages, and to save states.
        may_see_apps = Permission.objects.filter(content_type__app_label="dpd_wagtail", codename="view_app")
        may_keep_states = Permission.objects.filter(
            content_type__app_label="dpd_wagtail", content_type__model="savedstate"
        )
        editors.permissions.add(*may_see_apps, *may_keep_states)
        if not users.filter(username="editor").exists():
            editor = users.create_user("editor", "editor@example.com", "editor")
            editor.groups.add(editors)
            self.stdout.write("Made the editor editor, password editor.")
