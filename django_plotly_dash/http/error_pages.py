"""What is shown instead of an app that fails: a sentence, with the traceback only if DEBUG is on."""

from __future__ import annotations

import traceback

import dash
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def _described(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _sentence(app_name: str, error: Exception) -> str:
    if settings.DEBUG:
        return _described(error)
    return _("The app “%(name)s” cannot be shown at the moment. The log of the server says why.") % {"name": app_name}


def _traceback(error: Exception) -> str:
    return "".join(traceback.format_exception(error)) if settings.DEBUG else ""


def callback_error_response(error: Exception) -> JsonResponse:
    """Return the response to a callback request whose callback raised an exception."""
    answer = {"error": "The callback failed; the log of the server says why."}
    if settings.DEBUG:
        answer = {"error": _described(error), "traceback": _traceback(error)}
    return JsonResponse(answer, status=500)


def error_context(app_name: str, error: Exception) -> dict[str, str]:
    """Return the context for the templates of error pages."""
    return {"name": app_name, "sentence": _sentence(app_name, error), "traceback": _traceback(error)}


def error_page(app_name: str, error: Exception) -> HttpResponse:
    """Return a small page with status 500, for the frame of an app whose page cannot be rendered."""
    page = render_to_string("django_plotly_dash/error_page.html", error_context(app_name, error))
    return HttpResponse(page, status=500)


def error_layout(app_name: str, error: Exception) -> dash.html.Div:
    """Return a layout that replaces the layout of an app that failed.

    If the response is not a 200, Dash's renderer shows nothing but "Error loading layout". So this layout is served
    with status 200, and the log has the error.
    """
    children = [dash.html.Strong(app_name), dash.html.P(_sentence(app_name, error))]
    if settings.DEBUG:
        children.append(dash.html.Pre(_traceback(error), style={"overflow": "auto"}))
    return dash.html.Div(
        children,
        role="alert",
        style={"fontFamily": "sans-serif", "padding": "1rem", "borderLeft": "4px solid #c00"},
    )
