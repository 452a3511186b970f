"""The page of the state editor: the app in a frame, and the data for its script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from django_plotly_dash.embedding.frame import Embed, Sizing
from dpd_wagtail.models import StateVersion
from dpd_wagtail.refused_properties import NEVER_SENT
from dpd_wagtail.state_editor.capture import LARGEST_CAPTURE
from dpd_wagtail.state_editor.changes import digests
from dpd_wagtail.state_editor.scratch import apps_root
from dpd_wagtail.state_editor.views import SubjectView, gone_text

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


class EditorView(WagtailAdminTemplateMixin, SubjectView):
    """The page with the app in a frame."""

    http_method_names = ["get", "head", "options"]
    template_name = "dpd_wagtail/state_editor/editor.html"
    header_icon = "dash-app"

    def app_is_gone(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with a page that says so."""
        context = {
            "page_title": _("State editor"),
            "header_title": _("State editor"),
            "header_icon": self.header_icon,
            "problem": gone_text(),
        }
        return render(request, "dpd_wagtail/state_editor/gone.html", context, status=404)

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the page."""
        return self.render_to_response(self.get_context_data())

    def get_page_title(self) -> str:
        """The purpose of the page."""
        return _("State editor") if self.subject.state is not None else _("New state")

    def get_page_subtitle(self) -> str:
        """The name of the state or app that is open."""
        return self.subject.title

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home and this page."""
        return [
            *super().get_breadcrumbs_items(),
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the data for the template and the capture script."""
        state = self.subject.state
        newest = StateVersion.objects.filter(state_id=state.pk).first() if state is not None else None
        return {
            **super().get_context_data(**kwargs),
            "subject": self.subject,
            "may_save": self.may_save,
            "may_add": self.may_add,
            "versions_url": reverse("dpd_state_editor:versions", args=[state.pk]) if self.may_save and state else "",
            "review_url": self.subject.url("review"),
            "save_url": self.subject.url("save"),
            "frame": self.frame(),
            "opened": digests(self.subject.stored),
            "newest": newest.pk if newest is not None else 0,
            "limits": {"largest": LARGEST_CAPTURE, "refused": NEVER_SENT},
        }

    def frame(self) -> SafeString:
        """The frame with the app on a scratch copy."""
        subject = self.subject
        return Embed(
            app=subject.app,
            instance=subject.state,
            url=subject.url("scratch"),
            root=apps_root(),
            title=subject.title,
            sizing=Sizing.auto(),
            lazy=False,
            request=self.request,
        ).render()
