"""The versions of a saved state, and the page that brings one back."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.paginator import Paginator
from django.db import OperationalError
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from django_plotly_dash.registry.registry import registry
from dpd_wagtail.models import SavedState, StateVersion
from dpd_wagtail.permissions import has_state_permission, is_in_reach
from dpd_wagtail.state_editor.changes import list_changes
from dpd_wagtail.state_editor.forms import TakenForm
from dpd_wagtail.state_editor.saving import save_changes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from django_plotly_dash.state.values import Values
    from dpd_wagtail.state_editor.changes import StateChange

_A_PAGE = 25
_MOST_NAMED = 6


class StateView(WagtailAdminTemplateMixin, View):
    """A page about a saved state, for users who may change it. It also works if the app no longer exists."""

    header_icon = "history"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Check the permission before anything is looked up, then the app's access rule.

        Raises:
            PermissionDenied: the user may not change the state.
        """
        if not has_state_permission(request.user, "change"):
            raise PermissionDenied
        self.state = get_object_or_404(SavedState.objects.select_related("stateless_app"), pk=kwargs["pk"])
        if not is_in_reach(request, self.state):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """The name of the state."""
        return self.state.instance_name

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, the editor and this page."""
        editor = {"url": "", "label": self.state.instance_name}
        if self.state.stateless_app.app_name in registry.names():
            editor["url"] = reverse("dpd_state_editor:open", kwargs={"kind": "state", "pk": self.state.pk})
        return [
            *super().get_breadcrumbs_items(),
            editor,
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]


def _changed(before: Values, after: Values) -> list[str]:
    """Name what differs between two versions, at most as much as fits in a line."""
    changes = list_changes(before, after, {}, {}, lambda _wid, _name: False, complete=True)
    names = [f"{change.component_id}.{change.name}" for change in changes]
    return [*names[:_MOST_NAMED], "…"] if len(names) > _MOST_NAMED else names


class VersionsView(StateView):
    """Lists the versions."""

    http_method_names = ["get", "head", "options"]
    template_name = "dpd_wagtail/state_editor/versions.html"

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show a page of the list."""
        versions = StateVersion.objects.filter(state_id=self.state.pk).select_related("user")
        page = Paginator(versions, _A_PAGE).get_page(request.GET.get("p"))
        shown = list(page)
        older = list(versions.filter(pk__lt=shown[-1].pk)[:1]) if shown else []
        rows = [
            (version, _changed(before.values if before is not None else {}, version.values))
            for version, before in zip_longest(shown, [*shown, *older][1:])
        ]
        return self.render_to_response(self.get_context_data(state=self.state, page_obj=page, rows=rows))

    def get_page_title(self) -> str:
        """What the page shows."""
        return _("Versions")


class BringBackView(StateView):
    """Shows what bringing back a version would change, and does it."""

    http_method_names = ["get", "head", "post", "options"]
    template_name = "dpd_wagtail/state_editor/bring_back.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Keep the key of the version."""
        super().setup(request, *args, **kwargs)
        self.version_pk = kwargs["version_pk"]

    def get_page_title(self) -> str:
        """The purpose of the page."""
        return _("Bring back")

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show what would change."""
        return self._show()

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Save the version as the newest."""
        version, seen = self._version(), TakenForm(request.POST).taken
        try:
            outcome = save_changes(
                self.state,
                self._changes,
                seen,
                request.user,
                kind=StateVersion.Kind.BROUGHT_BACK,
                source=version,
            )
        except ObjectDoesNotExist:
            messages.error(request, _("This state was deleted in the meantime."))
            return HttpResponseRedirect(reverse("wagtailadmin_home"))
        except OperationalError:
            messages.error(request, _("The database is busy: nothing was saved. Try again."))
            return self._show(seen, status=503)
        if outcome.changed_meanwhile:
            messages.error(request, _("Somebody changed the state in the meantime. Look at the list again."))
            self.state.refresh_from_db()
            return self._show(seen, outcome.changed_meanwhile, status=409)
        if not outcome.saved:
            messages.warning(request, _("Nothing was ticked, so nothing was saved."))
            return self._show(seen, status=422)
        messages.success(request, _("The version was brought back."))
        return HttpResponseRedirect(reverse("dpd_state_editor:versions", args=[self.state.pk]))

    def _version(self) -> StateVersion:
        return get_object_or_404(StateVersion, state_id=self.state.pk, pk=self.version_pk)

    def _changes(self, stored: Values) -> list[StateChange]:
        return list_changes(stored, self._version().values, {}, {}, lambda _wid, _name: False, complete=True)

    def _show(
        self, ticked: dict[str, str] | None = None, meanwhile: Sequence[StateChange] = (), status: int = 200
    ) -> HttpResponse:
        others = {change.key for change in meanwhile}
        rows = [
            {
                "change": change,
                "ticked": change.key not in others and (ticked is None or change.key in ticked),
                "is_foreign": change.key in others,
            }
            for change in self._changes(self.state.current_state())
        ]
        context = self.get_context_data(state=self.state, version=self._version(), rows=rows)
        return self.render_to_response(context, status=status)
