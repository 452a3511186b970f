"""Reports about a site's apps and what is wrong with each, for ``manage.py dash_apps`` and the admin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dash.development.base_component import Component
from django.urls import NoReverseMatch

from django_plotly_dash.access.embed_only import is_embed_only
from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.mount.urls import app_url
from django_plotly_dash.registry.registry import UnknownApp, registry
from django_plotly_dash.state.arguments import parse_arguments
from django_plotly_dash.state.values import component_key, components_by_id

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp


@dataclass(frozen=True, slots=True)
class StateReport:
    """A saved state of an app.

    Attributes:
        slug: its slug.
        url: its URL path; empty if it has none.
        problems: a sentence for each thing that is wrong.
    """

    slug: str
    url: str
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AppReport:
    """An app that is registered, or that only the database has.

    Attributes:
        name: its name.
        module: the module that made it; empty if it is not registered.
        url: its URL path; empty if it has none.
        access: who may reach it, according to its own rule, and whether it is shown only on pages.
        states: its saved states.
        problems: a sentence for each thing that is wrong with the app itself.
    """

    name: str
    module: str
    url: str
    access: str
    states: list[StateReport]
    problems: list[str]

    def all_problems(self) -> list[str]:
        """Return what is wrong with the app and with its saved states."""
        return [*self.problems, *(f"{state.slug}: {text}" for state in self.states for text in state.problems)]


def inspect_apps(names: list[str] | None = None) -> list[AppReport]:
    """Return reports about apps, sorted by name: the registered ones and those in the database.

    Dash's first-request set-up of each app is run. Layout functions are not called, because they need a visitor.

    Args:
        names: only these; all by default.
    """
    rows = {row.app_name: row for row in StatelessApp.objects.prefetch_related("dashapp_set")}
    found = sorted({*registry.names(), *rows}) if names is None else names
    return [_inspect(name, rows.get(name)) for name in found]


def _inspect(name: str, row: StatelessApp | None) -> AppReport:
    try:
        app = registry.get(name)
    except UnknownApp:
        app = None
    if app is not None and row is None:
        # The name that was given may be its slug.
        row = StatelessApp.objects.filter(app_name=app.app_name).first()
        name = app.app_name
    instances = list(row.dashapp_set.all()) if row is not None else []
    if app is None:
        problem = "It is in the database, but no module registers it." if row is not None else "There is no such app."
        reports = [
            StateReport(instance.slug, "", list(_problems_of_instance(instance, None))) for instance in instances
        ]
        return AppReport(name, "", "", "", reports, [problem])
    components = components_by_id(app.layout) if isinstance(app.layout, (Component, list, tuple)) else None
    problems = list(_problems_of_app(app, components))
    if row is None:
        problems.append("It has no row in the database: run migrate, or add it in the admin.")
    url = _url(app.ident, stateless=True)
    if not url:
        problems.append("It has no URL: add path('dash/', include('django_plotly_dash.urls')) to urls.py.")
    reports = [
        StateReport(
            instance.slug, _url(instance.slug, stateless=False), list(_problems_of_instance(instance, components))
        )
        for instance in instances
    ]
    access = str(app.access_rule) + (", on pages only" if is_embed_only(app) else "")
    return AppReport(name, app.module, url, access, reports, problems)


def _problems_of_app(app: BaseApp, components: dict[str, Component] | None) -> Iterator[str]:
    try:
        app.backend.set_up_once()
    except Exception as error:  # an app's own code may raise anything
        yield f"It cannot be set up: {type(error).__name__}: {' '.join(str(error).split())}"
        return
    if components is None or app.config.suppress_callback_exceptions or app.use_pages:
        return
    for callback in app._callback_list:
        used = {entry["id"] for entry in (*callback["inputs"], *callback["state"])}
        missing = sorted(
            component_id for component_id in used if not component_id.startswith("{") and component_id not in components
        )
        if missing:
            yield f"Callback {callback['output']} uses {', '.join(missing)}, which the layout does not have."


def _problems_of_instance(instance: DashApp, components: dict[str, Component] | None) -> Iterator[str]:
    try:
        values = parse_arguments(instance.base_state)
    except ValueError as error:
        yield f"Its base state is ignored: {error}"
        return
    if components is None:
        return
    for component_id, properties in values.items():
        component: Any = components.get(component_key(component_id))
        if component is None:
            yield f"Its state has a value for {component_id}, which the layout does not have."
            continue
        wildcards = tuple(component.available_wildcard_properties)
        for name in properties:
            if name not in component.available_properties and not (wildcards and name.startswith(wildcards)):
                yield f"Its state has a value for {component_id}.{name}, which {component._type} does not have."


def _url(ident: str, *, stateless: bool) -> str:
    try:
        return app_url(ident, stateless=stateless)
    except NoReverseMatch:
        return ""
