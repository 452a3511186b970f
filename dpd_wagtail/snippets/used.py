"""Apps and states that are in use are not deleted; their usage pages show where they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import ReferenceIndex

from django_plotly_dash.models import DashApp, StatelessApp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model
    from django.http import HttpRequest


def lead_to_usage(request: HttpRequest, instances: Iterable[Model]) -> HttpResponseRedirect | None:
    """Redirect to the usage page of the first row that is in use; None if all may be deleted."""
    used = []
    for row in instances:
        if not isinstance(row, (StatelessApp, DashApp)):
            continue
        # The reference index may lack states that are older than it, so the states are looked up directly.
        states = list(DashApp.objects.filter(stateless_app_id=row.pk)) if isinstance(row, StatelessApp) else []
        if states:
            names = ", ".join(state.instance_name for state in states[:5]) + (", …" if len(states) > 5 else "")
            text = ngettext(
                "“%(row)s” has a saved state: %(names)s. Delete it first.",
                "“%(row)s” has saved states: %(names)s. Delete them first.",
                len(states),
            )
            messages.error(request, text % {"row": row, "names": names})
            used.append(row)
        elif ReferenceIndex.get_references_to(row).exists():
            text = _("“%(row)s” is used in these places. Remove it there before you delete it.")
            messages.error(request, text % {"row": row})
            used.append(row)
    if not used:
        return None
    viewset = used[0].snippet_viewset  # type: ignore[union-attr]  # Wagtail puts it on the models of snippets
    return HttpResponseRedirect(reverse(viewset.get_url_name("usage"), args=[used[0].pk]))
