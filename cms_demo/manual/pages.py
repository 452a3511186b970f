"""Which pages there are: each with its apps, its saved states, its template and its view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cms_demo.dash_apps import manual as apps
from cms_demo.manual import views

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from django.http import HttpResponse


@dataclass(frozen=True)
class ManualPage:
    """One page.

    Attributes:
        number: its number in the manual's list.
        url_name: its name, for ``{% url %}``.
        slug: its path below that of the list.
        title: its heading.
        summary: one sentence, below the heading and in the list.
        chapter: the chapter of the manual that it shows.
        apps: the modules of its apps.
        states: slugs of the saved states that its template shows.
        view: what answers.
    """

    number: int
    url_name: str
    slug: str
    title: str
    summary: str
    chapter: str
    apps: tuple[ModuleType, ...]
    states: tuple[str, ...] = ()
    view: Callable[..., HttpResponse] = views.show

    @property
    def template(self) -> str:
        """Name of its template."""
        return f"cms_demo/manual/{self.slug.replace('-', '_')}.html"


PAGES = [
    ManualPage(
        1,
        "demo-one",
        "apps-in-a-page",
        "Apps in a page",
        "One tag puts an app into a template, once or many times, each in a frame of its own.",
        "Simple usage",
        (apps.simple_example,),
        ("simpleexample-1",),
    ),
    ManualPage(
        2,
        "demo-two",
        "initial-state",
        "Initial state",
        "What an app shows at first comes from the template, from the view or from a saved state in the database.",
        "Django models and application state",
        (apps.simple_example,),
        ("simpleexample-1",),
        views.initial_state,
    ),
    ManualPage(
        3,
        "demo-three",
        "enhanced-callbacks",
        "Enhanced callbacks",
        "A callback asks for the request, the user, the session or the saved state by naming them.",
        "Extended callback syntax",
        (apps.ex2,),
        ("ex2-3",),
    ),
    ManualPage(
        4,
        "demo-four",
        "live-updating",
        "Live updating",
        "Buttons in one browser, curves in all: a message that the server sends reaches every open page.",
        "Live updating",
        (apps.live_input, apps.live_output),
        ("liveoutput-2",),
    ),
    ManualPage(
        5,
        "demo-five",
        "without-a-frame",
        "Without a frame",
        "Several apps in the page itself, as part of its flow, its style sheet and its width.",
        "Template tags: plotly_direct, plotly_header and plotly_footer",
        (apps.wave, apps.simple_example, apps.multiple_callback_values),
        ("simpleexample-1",),
    ),
    ManualPage(
        6,
        "demo-six",
        "plain-html",
        "Plain HTML",
        "An app need not have charts or callbacks: elements made by Python, in the page itself.",
        "Template tags: plotly_direct",
        (apps.plain_html,),
    ),
    ManualPage(
        7,
        "demo-seven",
        "bootstrap",
        "Bootstrap components",
        "Forms, cards and alerts of Bootstrap, with a style sheet that this site serves.",
        "Template tags: plotly_app_bootstrap",
        (apps.bootstrap_application,),
    ),
    ManualPage(
        8,
        "demo-eight",
        "session-state",
        "Session state",
        "A view and an app count together, in the session of each visitor.",
        "Session state example walkthrough",
        (apps.session_state,),
        view=views.session_state,
    ),
    ManualPage(
        9,
        "demo-nine",
        "local-assets",
        "Local assets",
        "Pictures and style sheets lie beside the app, and this site serves them.",
        "Local assets",
        (apps.local_state,),
    ),
    ManualPage(
        10,
        "demo-ten",
        "multiple-callback-values",
        "Multiple callback values",
        "One callback sets several properties at once, in the plain form and in the extended one.",
        "Demonstration application",
        (apps.multiple_callback_values, apps.multiple_callback_values_expanded),
        ("multiple-callback-values-1", "multiple-callback-values-expanded"),
    ),
]
