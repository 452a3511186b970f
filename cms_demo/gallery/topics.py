"""The topics, by section.

A topic is an entry here, a module in ``cms_demo/dash_apps/gallery/``, and a test in ``tests/browser/test_gallery.py``
that is named like its slug. If a topic needs more than one app and one sentence, set ``own_template=True`` and add a
template.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from cms_demo.dash_apps import gallery
from cms_demo.demo_pages.page import DemoPage
from cms_demo.gallery import policy
from django_plotly_dash.registry.registry import registry

if TYPE_CHECKING:
    from types import ModuleType


@dataclass(frozen=True, kw_only=True)
class Topic(DemoPage):
    """One page of the gallery.

    Attributes:
        own_template: whether it has a template of its own, named after its slug; if not, the default template shows the
            apps of its modules, each in a frame.
    """

    folder: ClassVar[str] = "cms_demo/gallery"

    own_template: bool = False

    @property
    def url_name(self) -> str:
        """Its name, for ``{% url %}``."""
        return f"gallery-{self.slug}"

    @property
    def template(self) -> str:
        """Name of its template."""
        return super().template if self.own_template else f"{self.folder}/topic.html"

    @property
    def app_names(self) -> list[str]:
        """The names of the apps in its modules."""
        modules = {module.__name__ for module in self.apps}
        return [app.app_name for app in registry.apps() if app.module in modules]


class Section(NamedTuple):
    """Topics that belong together.

    Attributes:
        title: its heading in the list.
        topics: its topics, in the order of the list.
    """

    title: str
    topics: tuple[Topic, ...]


def modules(*names: str) -> tuple[ModuleType, ...]:
    """Return modules below ``cms_demo.dash_apps.gallery``: ``modules("shop", "shop.pages.home")``."""
    return tuple(import_module(f"{gallery.__name__}.{name}") for name in names)


PAGES_AND_ADDRESSES = (
    Topic(
        slug="pages",
        title="Pages",
        summary="An app of several pages, with variables in its paths, a redirect, and a page for what is not there.",
        apps=modules(
            "mountains",
            "mountains.heights",
            *(f"mountains.pages.{name}" for name in ("home", "mountain", "not_found_404")),
        ),
    ),
    Topic(
        slug="deep-links",
        title="Deep links",
        summary="A frame opens a page of its app, and the address of the page around it follows the app.",
        apps=modules("mountains"),
        own_template=True,
    ),
    Topic(
        slug="own-page",
        title="A page of the app's own making",
        summary="An app writes the HTML around itself, and still gets what Django needs in it.",
        apps=modules("own_page"),
    ),
)

CALLBACKS = (
    Topic(
        slug="callbacks-without-an-app",
        title="Callbacks without an app",
        summary="Callbacks that name no app belong to the one of their module, on the server and in the browser.",
        apps=modules("module_level"),
    ),
    Topic(
        slug="all-in-one",
        title="All-in-one components",
        summary="A component brings its own callbacks, for any number of copies of it in any number of apps.",
        apps=modules("all_in_one.stepper", "all_in_one"),
        own_template=True,
    ),
    Topic(
        slug="errors",
        title="Error handlers",
        summary="An app says what its visitors see when a callback fails, for all callbacks or for one.",
        apps=modules("errors"),
    ),
    Topic(
        slug="hooks",
        title="Hooks",
        summary="Layout, routes, callbacks and the page itself changed from outside of the app, as plugins do it.",
        apps=modules("hooks"),
    ),
)

JOBS_AND_SOCKETS = (
    Topic(
        slug="background-callbacks",
        title="Background callbacks",
        summary="A worker process does what takes long, while the page shows how far it is and can cancel it.",
        apps=modules("background_callbacks"),
    ),
    Topic(
        slug="async-callbacks",
        title="Async callbacks",
        summary="Callbacks that wait for other servers on the loop of this one, where no thread waits with them.",
        apps=modules("async_callbacks"),
    ),
    Topic(
        slug="websocket-callbacks",
        title="Websocket callbacks",
        summary="A callback sends to the page while it runs, and asks the page what stands there.",
        apps=modules("websocket_callbacks"),
    ),
)

BROWSER_AND_SECURITY = (
    Topic(
        slug="kept-apart",
        title="Kept apart",
        summary="Two apps with the same ids on one page, and what the browser keeps for one is not the other's.",
        apps=modules("kept_apart"),
        own_template=True,
    ),
    Topic(
        slug="content-security-policy",
        title="Content Security Policy",
        summary="The strictest policy that a page can have, with a nonce on every script, in a frame and without one.",
        apps=modules("policy"),
        more=(policy,),
        own_template=True,
    ),
)

TOOLS = (
    Topic(
        slug="tools-for-models",
        title="Tools for language models (MCP)",
        summary="The callbacks of an app are tools that a language model calls, in the name of a user of the site.",
        apps=modules("tools_for_models"),
        own_template=True,
    ),
    Topic(
        slug="developer-tools",
        title="Developer tools and responses",
        summary="With DEBUG an app tells where a callback has failed, and a callback says what comes with its answer.",
        apps=modules("developer_tools"),
        own_template=True,
    ),
)

SECTIONS = [
    section
    for section in (
        Section("Pages and addresses", PAGES_AND_ADDRESSES),
        Section("Callbacks and components", CALLBACKS),
        Section("Jobs and sockets", JOBS_AND_SOCKETS),
        Section("In the browser", BROWSER_AND_SECURITY),
        Section("Tools for developers and models", TOOLS),
    )
    if section.topics
]
TOPICS = [topic for section in SECTIONS for topic in section.topics]
