"""The template tags as Jinja2 functions, with the same names and arguments.

Add the extension to the options of Django's Jinja2 backend::

    "OPTIONS": {"extensions": ["django_plotly_dash.jinja2.PlotlyDash"]}

and write ``{{ plotly_app(name="Sales", ratio=0.5) }}``. The functions take the request from the template's context, so
macros that call one must be imported ``with context``.
"""

from __future__ import annotations

from functools import partial

from jinja2 import Environment, pass_context
from jinja2.ext import Extension

from django_plotly_dash.templatetags import plotly_dash as tags


class PlotlyDash(Extension):
    """Adds the functions ``plotly_app``, ``plotly_direct`` and so on to an environment."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        for function in tags.WITH_CONTEXT:
            environment.globals[function.__name__] = pass_context(partial(function))
        for function in tags.WITHOUT_CONTEXT:
            environment.globals[function.__name__] = function
