"""The view of an app's form: its fields as HTML, which the script puts into the block."""

from __future__ import annotations

import json
import logging
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.mount.mount import Mount, mounted, path_below_root
from django_plotly_dash.mount.urls import app_url
from django_plotly_dash.registry.registry import registry
from django_plotly_dash.state.values import lay_over
from dpd_wagtail.argument_form.field import ArgumentField, Kind
from dpd_wagtail.argument_form.fields import fields_of
from dpd_wagtail.argument_form.values import shown_value
from dpd_wagtail.keys import key_in
from dpd_wagtail.permissions import may_choose_app, may_choose_apps, may_choose_state

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp

logger = logging.getLogger(__name__)

_PREFIX = re.compile(r"[-\w]{1,500}\Z")


@dataclass(frozen=True, slots=True)
class Input:
    """A field as the template shows it.

    Attributes:
        field: the field.
        id: the id of its first input.
        label: its label, shortened below the label of a component with several fields.
    """

    field: ArgumentField
    id: str
    label: str

    @property
    def template(self) -> str:
        """The template of its kind."""
        return f"dpd_wagtail/argument_form/inputs/{self.field.kind}.html"

    @property
    def is_group(self) -> bool:
        """Whether it has more than one input, so that a legend is needed."""
        return self.field.kind in (Kind.RANGE, Kind.DATES, Kind.CHOICES)

    @property
    def shown(self) -> str:
        """The value that the app has, as a visitor reads it."""
        return shown_value(self.field)

    @property
    def default(self) -> str:
        """The value that the app has, as JSON that the inputs take."""
        value = self.field.default
        if self.field.kind is Kind.DATE and isinstance(value, str):
            value = value[:10]
        if self.field.kind is Kind.DATES and value:
            value = [day[:10] if isinstance(day, str) else day for day in value]
        return json.dumps(value)

    @property
    def options(self) -> list[tuple[str, str]]:
        """JSON value and label of each option."""
        return [(json.dumps(option.value, ensure_ascii=False), option.label) for option in self.field.options]

    @property
    def attributes(self) -> dict[str, Any]:
        """Bounds and step of inputs that have some, as text that is not localized."""
        field = self.field
        found = {"min": field.minimum, "max": field.maximum}
        if field.kind not in (Kind.DATE, Kind.DATES):
            found["step"] = field.step if field.step is not None else "any"
        if field.kind is Kind.SLIDER and field.step is None:
            found["step"] = slider_step(field.minimum, field.maximum)
        return {name: str(bound) for name, bound in found.items() if bound is not None}


def slider_step(minimum: Any, maximum: Any) -> float:
    """Return a step for a slider without one: 1, or a power of ten that is about a hundredth of the range."""
    span = maximum - minimum
    if isinstance(minimum, int) and isinstance(maximum, int) and span >= 10:
        return 1
    return 10 ** math.floor(math.log10(span / 100)) if 0 < span < math.inf else 1


@require_safe
@never_cache
def argument_form(request: HttpRequest) -> HttpResponse:
    """Answer with the fields of an app that the user may choose and use.

    The layout is made as for a visitor, so a layout function gets the request and the user; no callback runs.

    Args:
        request: ``app`` is the key of a StatelessApp, ``state`` that of a saved state of it, whose values are shown
            instead of the app's; the ids in the answer begin with ``prefix``.

    Raises:
        Http404: no such app is registered.
        PermissionDenied: the user may not choose apps, or not use this one.
    """
    if not may_choose_apps(request.user):
        raise PermissionDenied
    row, app = _app(request.GET.get("app", ""))
    if not may_choose_app(request, row):
        raise PermissionDenied
    state = _state(request, row, request.GET["state"]) if request.GET.get("state") else None
    prefix = request.GET.get("prefix", "")
    context: dict[str, Any] = {"app_title": app.title or app.app_name}
    try:
        layout = _layout(request, app, state)
        components = fields_of(layout)
    except Exception as error:  # The app's own code may raise anything.
        logger.exception("The layout of Dash app %r failed for the form of initial arguments", app.app_name)
        return render(request, "dpd_wagtail/argument_form/no_form.html", {**context, "error": str(error)})
    stem = prefix if _PREFIX.match(prefix) else "dpd"
    number = 0
    context["components"] = []
    for component in components:
        inputs = []
        for field in component.fields:
            number += 1
            label = capfirst(field.label.removeprefix(f"{component.label}: "))
            inputs.append(Input(field, f"{stem}-argument-{number}", label))
        context["components"].append((component, inputs))
    return render(request, "dpd_wagtail/argument_form/form.html", context)


def _app(key: str) -> tuple[StatelessApp, BaseApp]:
    row = StatelessApp.objects.filter(pk=key_in(key) or 0, app_name__in=registry.names()).first()
    if row is None:
        raise Http404("No such Dash app.")
    return row, row.as_dash_app()


def _state(request: HttpRequest, row: StatelessApp, key: str) -> DashApp | None:
    """The saved state, if it belongs to the app and the user may choose it; else the app's own values are shown."""
    state = DashApp.objects.select_related("stateless_app").filter(pk=key_in(key) or 0, stateless_app=row).first()
    return state if state is not None and may_choose_state(request, state) else None


def _layout(request: HttpRequest, app: BaseApp, state: DashApp | None) -> Any:
    """The layout as this user gets it, with the values of the saved state."""
    ident = state.slug if state is not None else app.ident
    own = path_below_root(ident, stateless=state is None)
    try:
        prefix = app_url(ident, stateless=state is None)
    except NoReverseMatch:  # The URLs of apps are not included in this site's.
        prefix = f"/{own}"
    mount = Mount(app=app, request=request, root=prefix.removesuffix(own), prefix=prefix, subpath="", instance=state)
    with mounted(mount):
        layout = app.bare_layout()
    return lay_over(layout, state.current_state()) if state is not None else layout
