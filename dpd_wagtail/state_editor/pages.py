"""“Save what I see as a state”: from the userbar of a page, the state of an app as it stands there.

The page is open in another window, from which the script of the view reads what its apps hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from django_plotly_dash.models import find_app
from dpd_wagtail.app_routes import route_of_app
from dpd_wagtail.keys import key_in
from dpd_wagtail.models import App, SavedState
from dpd_wagtail.permissions import is_in_reach
from dpd_wagtail.placed_apps import PlacedApp, placed_apps
from dpd_wagtail.state_editor.access import may
from dpd_wagtail.state_editor.capture import LARGEST_CAPTURE, CaptureError
from dpd_wagtail.state_editor.changes import digests
from dpd_wagtail.state_editor.proposal import read_proposal
from dpd_wagtail.state_editor.subject import APP, STATE, Subject, find_subject
from dpd_wagtail.state_editor.views import NEVER_SENT, NEW, ReviewView, SaveView

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.auth.models import User as DjangoUser
    from django.http import HttpRequest

    from dpd_wagtail.state_editor.forms import CaptureForm
    from dpd_wagtail.state_editor.proposal import Proposal


_INDEX_PAGES = frozenset({"main", "app-main", "main--args", "app-main--args"})


def may_capture(user: DjangoUser | AnonymousUser, page: Page) -> bool:
    """Whether ``user`` may save states, and may edit the page."""
    return may(user, "add") and page.permissions_for_user(user).can_edit()


class PageView(View):
    """A view about a page, for those who may edit it and save states."""

    page: Page

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the permissions.

        Raises:
            PermissionDenied: who asks may not.
        """
        if not may(request.user, "add"):
            raise PermissionDenied
        self.page = get_object_or_404(Page, pk=kwargs["page_pk"]).specific
        if not may_capture(request.user, self.page):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class PageCaptureView(WagtailAdminTemplateMixin, PageView):
    """Lists the apps of the page in the other window."""

    http_method_names = ["get", "head", "options"]
    template_name = "dpd_wagtail/state_editor/page_capture.html"
    header_icon = "dash-app"
    page_title = ""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it; the script fills the list."""
        return self.render_to_response(
            self.get_context_data(
                page=self.page,
                review_url=reverse("dpd_state_editor:page-review", args=[self.page.pk]),
                save_url=reverse("dpd_state_editor:page-save", args=[self.page.pk]),
                limits={"largest": LARGEST_CAPTURE, "refused": NEVER_SENT},
            )
        )

    def get_page_title(self) -> str:
        """What the page is for."""
        return _("Save what I see")

    def get_page_subtitle(self) -> str:
        """The title of the page."""
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, the page's editor, this."""
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]), "label": self.get_page_subtitle()},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]


class _OnPageMixin(PageView):
    """Finds the app by the URL that it has on the page."""

    def find(self) -> Subject:
        """Return the app, and its state if the page shows one.

        Raises:
            Http404: the URL is not one of an app.
            UnknownApp: the app is no longer registered.
        """
        self.url = self.request.POST.get("url", "")
        match = route_of_app(self.url)
        if match is None or match.url_name not in _INDEX_PAGES:
            raise Http404("This is not the URL of an app.")
        instance, app = find_app(match.kwargs["ident"], stateless=match.kwargs.get("stateless", False))
        if instance is not None:
            return find_subject(STATE, instance.pk)
        return find_subject(APP, get_object_or_404(App, app_name=app.app_name).pk)

    def read(self, request: HttpRequest, form: CaptureForm) -> Proposal:
        """Read the values. What the state had when the page was opened is not known.

        Raises:
            CaptureError: they cannot be read.
        """
        if request.POST.get("as") != NEW:
            raise CaptureError(_("From a page only new states are saved."))
        opened = digests(self.subject.stored)  # type: ignore[attr-defined]  # of the view that this is mixed into
        return read_proposal(
            request,
            self.subject,  # type: ignore[attr-defined]
            request.POST.get("captured", ""),
            opened,
            prefix=self.url,
        )


class PageReviewView(_OnPageMixin, ReviewView):
    """Lists what an app on a page holds."""


class PageSaveView(_OnPageMixin, SaveView):
    """Saves what an app on a page holds as a new state."""

    def url_after(self, state: SavedState) -> str:
        """Lead to the question which block shall show it."""
        was = self.subject.state.pk if self.subject.state is not None else ""
        query = urlencode({"was": was, "nth": self.request.POST.get("nth", "")[:9]})
        return f"{reverse('dpd_state_editor:page-use', args=[self.page.pk, state.pk])}?{query}"


class UseView(WagtailAdminTemplateMixin, PageView):
    """Asks which block of the page's draft shall show a new state, and puts it there."""

    http_method_names = ["get", "head", "post", "options"]
    template_name = "dpd_wagtail/state_editor/use.html"
    header_icon = "dash-app"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the state too.

        Raises:
            PermissionDenied: who asks may not reach it.
        """
        if not may(request.user, "add"):
            raise PermissionDenied
        self.state = get_object_or_404(SavedState.objects.select_related("stateless_app"), pk=kwargs["state_pk"])
        if not is_in_reach(request, self.state):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the blocks of this app."""
        return self._show()

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Put the state into a block, in a new revision of the page's draft."""
        draft = self._draft()
        if draft.permissions_for_user(request.user).page_locked():
            messages.error(request, _("The page is locked."))
            return self._show(status=409)
        if request.POST.get("revision") != self._revision():
            messages.error(request, _("Somebody changed the page meanwhile: choose again."))
            return self._show(status=409)
        chosen = [placed for placed in self._candidates(draft) if str(placed.index) == request.POST.get("block")]
        if not chosen:
            messages.error(request, _("Choose one of the blocks."))
            return self._show(status=422)
        chosen[0].use(self.state, self.state.current_state())
        draft.save_revision(user=request.user, log_action=True, clean=False)
        messages.success(
            request, _("The draft shows “%(name)s” now. Look at it, and publish it.") % {"name": self.state}
        )
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[self.page.pk]))

    def get_page_title(self) -> str:
        """What the page is for."""
        return _("Use the state")

    def get_page_subtitle(self) -> str:
        """The name of the state."""
        return self.state.instance_name

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, the page's editor, this."""
        title = str(self.page.get_admin_display_title())
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]), "label": title},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def _draft(self) -> Page:
        return self.page.get_latest_revision_as_object()

    def _revision(self) -> str:
        return str(Page.objects.values_list("latest_revision_id", flat=True).get(pk=self.page.pk))

    def _candidates(self, draft: Page) -> list[PlacedApp]:
        app_pk = self.state.stateless_app_id
        return [placed for placed in placed_apps(draft) if placed.takes_states and placed.app_pk == app_pk]

    def _show(self, status: int = 200) -> HttpResponse:
        revision = self._revision()
        candidates = self._candidates(self._draft())
        context = self.get_context_data(
            page=self.page,
            state=self.state,
            candidates=candidates,
            suggested=self._suggested(candidates),
            revision=revision,
        )
        return self.render_to_response(context, status=status)

    def _suggested(self, candidates: list[PlacedApp]) -> int | None:
        """The block that was looked at: the nth of the app in the state that it had, if the draft is still so."""
        was, nth = self.request.GET.get("was", ""), key_in(self.request.GET.get("nth"))
        same = [placed.index for placed in candidates if str(placed.state_pk or "") == was]
        if nth is not None and nth < len(same):
            return same[nth]
        return candidates[0].index if len(candidates) == 1 else None
