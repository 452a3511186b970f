"""The settings of this package: one typed object over ``settings.PLOTLY_DASH``.

Keys, meanings and defaults are those of the manual's chapter on configuration, but for ``serve_locally``, which is
on as in Dash itself, so that no page talks to a third party unless the site says so.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, get_args, get_type_hints

from django.conf import settings
from django.core.signals import setting_changed

SETTING = "PLOTLY_DASH"


@dataclass(frozen=True, slots=True)
class PlotlyDashSettings:
    """The values in force.

    Attributes:
        autodiscover: import the ``dash_apps`` module of every installed app at start-up, as the admin does.
        cache_arguments: keep initial arguments of template tags in the cache; False keeps them in the session.
        cache_timeout_initial_arguments: seconds for which the cache keeps them.
        callback_body_limit: bytes of the largest callback request (Django's own limit of 2.5 MB breaks uploads).
        serve_locally: component bundles come from this site, not from a CDN, for apps that do not say themselves.
        view_decorator: dotted path of a decorator put around every view of ours (manual: view decoration).
    """

    autodiscover: bool = True
    cache_arguments: bool = True
    cache_timeout_initial_arguments: int = 60
    callback_body_limit: int = 16 * 1024 * 1024
    serve_locally: bool = True
    view_decorator: str | None = None


# A union's members, or the one type.
_TYPES: dict[str, tuple[type, ...]] = {
    name: get_args(hint) or (hint,) for name, hint in get_type_hints(PlotlyDashSettings).items()
}

# Keys of the manual whose features are not built yet: known, so that a site's settings raise no warning.
_ACCEPTED = frozenset(
    {
        "ws_route",
        "http_route",
        "http_poke_enabled",
        "insert_demo_migrations",
        "stateless_loader",
        "static_asset_root",
    }
)


def problems(value: object) -> Iterator[tuple[str, str]]:
    """Say what is wrong with a value of ``PLOTLY_DASH``.

    Args:
        value: what the site's settings hold.

    Yields:
        pairs of a level, ``"error"`` or ``"warning"``, and a sentence.
    """
    if not isinstance(value, Mapping):
        yield "error", f"{SETTING} must be a dictionary, not {type(value).__name__}."
        return
    for key, item in value.items():
        wanted = _TYPES.get(key)
        if wanted is None:
            if key in _ACCEPTED:
                continue
            near = difflib.get_close_matches(str(key), [*_TYPES, *_ACCEPTED], n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            yield "warning", f"{SETTING} has the unknown key {key!r}, which has no effect.{hint}"
        elif not isinstance(item, wanted) or (isinstance(item, bool) and bool not in wanted):
            names = " or ".join("None" if kind is type(None) else kind.__name__ for kind in wanted)
            yield "error", f"{SETTING}[{key!r}] must be {names}, not {type(item).__name__}."


def _configured() -> Mapping[str, Any]:
    value = getattr(settings, SETTING, None) or {}
    return value if isinstance(value, Mapping) else {}


@cache
def plotly_dash_settings() -> PlotlyDashSettings:
    """Return the settings in force; made once, and again when a test changes the setting."""
    value = _configured()
    known = {field.name: value[field.name] for field in fields(PlotlyDashSettings) if field.name in value}
    return PlotlyDashSettings(**known)


def _reset(*, setting: str, **_kwargs: object) -> None:
    if setting == SETTING:
        plotly_dash_settings.cache_clear()


setting_changed.connect(_reset, dispatch_uid="django_plotly_dash.conf")
