"""“Save what I see as a state”, an item in the userbar of a page: saves the values of an app on the page as a state.

The page stays open in another window, from which the script reads the values of its apps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from django_plotly_dash.models import find_app
from dpd_wagtail.app_routes import route_of_app
from dpd_wagtail.models import App, SavedState
from dpd_wagtail.refused_properties import NEVER_SENT
from dpd_wagtail.state_editor.capture import LARGEST_CAPTURE, CaptureError
from dpd_wagtail.state_editor.changes import digests
from dpd_wagtail.state_editor.from_page.access import PageView
from dpd_wagtail.state_editor.proposal import read_proposal
from dpd_wagtail.state_editor.subject import APP, STATE, Subject, find_subject
from dpd_wagtail.state_editor.views import CapturingView, ReviewView, SaveView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from dpd_wagtail.state_editor.proposal import Proposal

_INDEX_PAGES = frozenset({"main", "app-main", "main--args", "app-main--args"})


class PageCaptureView(WagtailAdminTemplateMixin, PageView):
    """Lists the apps of the page in the other window."""

    http_method_names = ["get", "head", "options"]
    template_name = "dpd_wagtail/state_editor/page_capture.html"
    header_icon = "dash-app"
    page_title = ""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the page; the script fills the list."""
        return self.render_to_response(
            self.get_context_data(
                page=self.page,
                review_url=reverse("dpd_state_editor:page-review", args=[self.page.pk]),
                save_url=reverse("dpd_state_editor:page-save", args=[self.page.pk]),
                limits={"largest": LARGEST_CAPTURE, "refused": NEVER_SENT},
            )
        )

    def get_page_title(self) -> str:
        """The purpose of the page."""
        return _("Save what I see")

    def get_page_subtitle(self) -> str:
        """The title of the page."""
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, the page's editor and this page."""
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]), "label": self.get_page_subtitle()},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]


class _OnPageView(PageView, CapturingView):
    """Finds the app by the URL that it has on the page."""

    def find(self) -> Subject:
        """Return the app, and its state if the page shows one.

        Raises:
            Http404: the URL is not one of an app.
            UnknownApp: the app is no longer registered.
        """
        match = route_of_app(self._url)
        if match is None or match.url_name not in _INDEX_PAGES:
            raise Http404("This is not the URL of an app.")
        instance, app = find_app(match.kwargs["ident"], stateless=match.kwargs.get("stateless", False))
        if instance is not None:
            return find_subject(STATE, instance.pk)
        return find_subject(APP, get_object_or_404(App, app_name=app.app_name).pk)

    @property
    def _url(self) -> str:
        """URL path of the app on the page, which is available even if the form is not valid."""
        self.form.is_valid()
        return self.form.cleaned_data["url"] or ""

    def read_proposal(self, sent: Mapping[str, Any]) -> Proposal:
        """Parse the values. The values of the state when the page was opened are not known.

        Raises:
            CaptureError: they cannot be read.
        """
        if not sent["save_as"]:
            raise CaptureError(_("From a page, you can only save new states."))
        opened = digests(self.subject.stored)
        return read_proposal(self.request, self.subject, sent["captured"] or "", opened, prefix=self._url)


class PageReviewView(_OnPageView, ReviewView):
    """Lists the values of an app on a page."""


class PageSaveView(_OnPageView, SaveView):
    """Saves the values of an app on a page as a new state."""

    def url_after(self, state: SavedState) -> str:
        """Return the URL of the page that asks which block should show it."""
        was = self.subject.state.pk if self.subject.state is not None else ""
        query = urlencode({"was": was, "nth": (self.form.cleaned_data["nth"] or "")[:9]})
        return f"{reverse('dpd_state_editor:page-use', args=[self.page.pk, state.pk])}?{query}"
