"""The list of pages, each with its apps, saved states, template and view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cms_demo.dash_apps import manual as apps
from cms_demo.demo_pages.page import DemoPage
from cms_demo.manual import views


@dataclass(frozen=True, kw_only=True)
class ManualPage(DemoPage):
    """One page.

    Attributes:
        number: its number in the manual's list.
        url_name: its name, for ``{% url %}``.
        chapter: the chapter of the manual that it shows.
    """

    folder: ClassVar[str] = "cms_demo/manual"

    number: int
    url_name: str
    chapter: str


PAGES = [
    ManualPage(
        number=1,
        url_name="demo-one",
        slug="apps-in-a-page",
        title="Apps in a page",
        summary="One tag puts an app into a template, once or many times, each in a frame of its own.",
        chapter="Simple usage",
        apps=(apps.simple_example,),
        states=("simpleexample-1",),
    ),
    ManualPage(
        number=2,
        url_name="demo-two",
        slug="initial-state",
        title="Initial state",
        summary="What an app shows at first comes from the template, from the view or from a saved state in the "
        "database.",
        chapter="Django models and application state",
        apps=(apps.simple_example,),
        states=("simpleexample-1",),
        view=views.initial_state,
    ),
    ManualPage(
        number=3,
        url_name="demo-three",
        slug="enhanced-callbacks",
        title="Enhanced callbacks",
        summary="A callback asks for the request, the user, the session or the saved state by naming them.",
        chapter="Extended callback syntax",
        apps=(apps.ex2,),
        states=("ex2-3",),
    ),
    ManualPage(
        number=4,
        url_name="demo-four",
        slug="live-updating",
        title="Live updating",
        summary="Buttons in one browser, curves in all: a message that the server sends reaches every open page.",
        chapter="Live updating",
        apps=(apps.live_input, apps.live_output),
        states=("liveoutput-2",),
    ),
    ManualPage(
        number=5,
        url_name="demo-five",
        slug="without-a-frame",
        title="Without a frame",
        summary="Several apps in the page itself, as part of its flow, its style sheet and its width.",
        chapter="Template tags: plotly_direct, plotly_header and plotly_footer",
        apps=(apps.wave, apps.simple_example, apps.multiple_callback_values),
        states=("simpleexample-1",),
    ),
    ManualPage(
        number=6,
        url_name="demo-six",
        slug="plain-html",
        title="Plain HTML",
        summary="An app need not have charts or callbacks: elements made by Python, in the page itself.",
        chapter="Template tags: plotly_direct",
        apps=(apps.plain_html,),
    ),
    ManualPage(
        number=7,
        url_name="demo-seven",
        slug="bootstrap",
        title="Bootstrap components",
        summary="Forms, cards and alerts of Bootstrap, with a style sheet that this site serves.",
        chapter="Template tags: plotly_app_bootstrap",
        apps=(apps.bootstrap_application,),
    ),
    ManualPage(
        number=8,
        url_name="demo-eight",
        slug="session-state",
        title="Session state",
        summary="A view and an app count together, in the session of each visitor.",
        chapter="Session state example walkthrough",
        apps=(apps.session_state,),
        view=views.session_state,
    ),
    ManualPage(
        number=9,
        url_name="demo-nine",
        slug="local-assets",
        title="Local assets",
        summary="Pictures and style sheets lie beside the app, and this site serves them.",
        chapter="Local assets",
        apps=(apps.local_state,),
    ),
    ManualPage(
        number=10,
        url_name="demo-ten",
        slug="multiple-callback-values",
        title="Multiple callback values",
        summary="One callback sets several properties at once, in the plain form and in the extended one.",
        chapter="Demonstration application",
        apps=(apps.multiple_callback_values, apps.multiple_callback_values_expanded),
        states=("multiple-callback-values-1", "multiple-callback-values-expanded"),
    ),
]
