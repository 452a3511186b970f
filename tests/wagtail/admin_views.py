"""Our views in the admin, as the URL configuration has them."""

from django.urls import get_resolver

NAMESPACES = {
    "dpd_app_chooser": "app",
    "dpd_state_chooser": "state",
    "wagtailsnippets_dpd_wagtail_app": "app",
    "wagtailsnippets_dpd_wagtail_savedstate": "state",
}
# Views of one row.
OF_A_ROW = {"edit", "delete", "usage", "history", "history_results", "inspect", "copy", "preview_on_edit", "chosen"}
LISTS = {"list", "list_results", "choose", "choose_results", "chosen_multiple"}


def views() -> list[tuple[str, str]]:
    """Every view of ours in the admin, by namespace and name, as the URL configuration has them."""
    found = []
    admin = dict(get_resolver().namespace_dict)
    for namespace in NAMESPACES:
        _prefix, resolver = admin[namespace]
        found += [(namespace, name) for name in resolver.reverse_dict if isinstance(name, str)]
    return sorted(found)
