"""The last step: which block of the page's draft shows the new state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from dpd_wagtail.keys import key_in
from dpd_wagtail.models import SavedState
from dpd_wagtail.pages.placed_apps import PlacedApp, placed_apps
from dpd_wagtail.permissions import has_state_permission, is_in_reach
from dpd_wagtail.state_editor.from_page.access import PageView

if TYPE_CHECKING:
    from django.http import HttpRequest


class UseView(WagtailAdminTemplateMixin, PageView):
    """Asks which block of the page's draft should show a new state, and puts it there."""

    http_method_names = ["get", "head", "post", "options"]
    template_name = "dpd_wagtail/state_editor/use.html"
    header_icon = "dash-app"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the state as well.

        Raises:
            PermissionDenied: the user may not reach it.
        """
        if not has_state_permission(request.user, "add"):
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
            messages.error(request, _("Somebody changed the page in the meantime. Choose again."))
            return self._show(status=409)
        chosen = [placed for placed in self._candidates(draft) if str(placed.index) == request.POST.get("block")]
        if not chosen:
            messages.error(request, _("Choose one of the blocks."))
            return self._show(status=422)
        chosen[0].use(self.state, self.state.current_state())
        draft.save_revision(user=request.user, log_action=True, clean=False)
        messages.success(request, _("The draft now shows “%(name)s”. Check it and publish it.") % {"name": self.state})
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[self.page.pk]))

    def get_page_title(self) -> str:
        """The purpose of the page."""
        return _("Use the state")

    def get_page_subtitle(self) -> str:
        """The name of the state."""
        return self.state.instance_name

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, the page's editor and this page."""
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
        """The block that the editor looked at: the nth that shows the app in that state, if the draft still has it."""
        was, nth = self.request.GET.get("was", ""), key_in(self.request.GET.get("nth"))
        same = [placed.index for placed in candidates if str(placed.state_pk or "") == was]
        if nth is not None and nth < len(same):
            return same[nth]
        return candidates[0].index if len(candidates) == 1 else None
