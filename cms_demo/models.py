"""The pages of the demonstration site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from blocks.body import BodyBlock

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class HomePage(Page):
    """The front page: what the site is, and a list of its dashboards."""

    intro = models.TextField(blank=True, help_text="One or two sentences below the title.")

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms_demo.DashboardPage"]

    def dashboards(self) -> QuerySet[DashboardPage]:
        """The published dashboards that everybody may see, in the order of the page tree."""
        return DashboardPage.objects.child_of(self).live().public().order_by("path")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add ``dashboards``."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["dashboards"] = self.dashboards()
        return context

    class Meta:
        """Names in the admin."""

        verbose_name = "home page"


class DashboardPage(Page):
    """A page with text and Dash apps."""

    summary = models.CharField(
        max_length=250, blank=True, help_text="One sentence: shown below the title and on the home page."
    )
    body = StreamField(BodyBlock(), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    api_fields: ClassVar[list[APIField]] = [APIField("summary"), APIField("body")]
    parent_page_types = ["cms_demo.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        """Names in the admin."""

        verbose_name = "dashboard page"
