"""Component bundles: the JavaScript and CSS files of component packages, with one URL for all apps and mounts.

So ten apps on a page load React once. A file is served if any imported component package declares it, whichever app
uses it: with several processes, a bundle may be requested from a process that has not served the app yet.
"""

from __future__ import annotations

import mimetypes
import pkgutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dash
from dash.development.base_component import ComponentRegistry
from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from django_plotly_dash.files.static_urls import bundle_static_url
from django_plotly_dash.utils.dash_private import _dash_renderer, build_fingerprint, check_fingerprint

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

SUITES = "_dash-component-suites/"
PLOTLY_JS = ("plotly", "package_data/plotly.min.js")
_PATH_KEYS = ("relative_package_path", "dev_package_path")


def _resources() -> Iterator[Any]:
    for dependency in _dash_renderer._js_dist_dependencies:
        for variant in ("dev", "prod"):
            yield {
                key: value[variant] if isinstance(value, dict) and variant in value else value
                for key, value in dependency.items()
            }
    yield from _dash_renderer._js_dist
    modules = [sys.modules[name] for name in ComponentRegistry.registry if name in sys.modules]
    for module in [*modules, dash.dcc, dash.html, dash.dash_table]:
        yield from getattr(module, "_js_dist", ())
        yield from getattr(module, "_css_dist", ())
    hooks = dash.hooks
    yield from getattr(hooks, "_js_dist", ())
    yield from getattr(hooks, "_css_dist", ())


def declared_files() -> dict[str, set[str]]:
    """Return the files that imported component packages declare: paths by the dotted name of the package."""
    paths: dict[str, set[str]] = defaultdict(set)
    for resource in _resources():
        for key in _PATH_KEYS:
            declared = resource.get(key) or ()
            for path in [declared] if isinstance(declared, str) else declared:
                # Dash declares "dash.dcc" but serves "dcc" (Dash._collect_and_register_resources)
                paths[resource.get("namespace", "")].add(path)
                paths[resource.get("namespace", "")].add(path.replace("dash.", ""))
    paths["dash"].add("dash-renderer/build/dash-ws-worker.js")
    paths[PLOTLY_JS[0]].add(PLOTLY_JS[1])
    paths.pop("", None)
    return dict(paths)


def external_files() -> list[tuple[str, str]]:
    """Return what imported component packages load from other hosts even with ``serve_locally``.

    Returns:
        pairs of the dotted name of a package and a URL.
    """
    found: list[tuple[str, str]] = []
    for resource in _resources():
        if resource.get("external_only"):
            urls = resource.get("external_url") or ()
            found += [(resource.get("namespace", ""), url) for url in ([urls] if isinstance(urls, str) else urls)]
    return list(dict.fromkeys(found))


@cache
def _declared(_registered: int) -> dict[str, set[str]]:
    return declared_files()


def plotly_js_path() -> str:
    """Return the path of plotly.js below ``_dash-component-suites/``, with its fingerprint.

    Without this, the renderer would load it below the page's own prefix; the renderer's configuration can set another
    URL.
    """
    package, path = PLOTLY_JS
    module = import_module(package)
    modified = int((Path(module.__path__[0]) / path).stat().st_mtime)
    return f"{package}/{build_fingerprint(path, module.__version__, modified)}"


def bundle_url(root: str, fingerprinted_path: str) -> str:
    """Return the only URL of a component package's file: static if the site's finders find it, otherwise our route.

    Args:
        root: URL path under which ``django_plotly_dash.urls`` is included.
        fingerprinted_path: name of the package and the path in it, with a fingerprint.
    """
    package, _slash, path = fingerprinted_path.partition("/")
    return bundle_static_url(package, check_fingerprint(path)[0]) or f"{root}{SUITES}{fingerprinted_path}"


def serve_bundle(request: HttpRequest, package_name: str, fingerprinted_path: str) -> HttpResponseBase:
    """Return a response with a file of a component package.

    If its name has a fingerprint, it may be cached forever; otherwise browsers revalidate it with an ETag.

    Raises:
        Http404: no imported component package declares the file.
    """
    path, fingerprinted = check_fingerprint(fingerprinted_path)
    known = path in _declared(len(ComponentRegistry.registry)).get(package_name, ())
    # Hooks and packages may declare files after they are imported.
    if not known and path not in declared_files().get(package_name, ()):
        raise Http404(f"No component package declares {package_name}/{path}.")
    try:
        data = pkgutil.get_data(package_name, path)
    except OSError:
        data = None
    if data is None:
        raise Http404(f"{package_name} has no file {path}.")
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    response = HttpResponse(data, content_type="text/javascript" if kind.endswith("javascript") else kind)
    response.headers["X-Content-Type-Options"] = "nosniff"
    if fingerprinted:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
    etag = quote_etag(sha256(data).hexdigest()[:32])
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response
