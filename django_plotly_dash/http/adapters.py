"""A Django request, and the response to a callback, in the form that Dash expects."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from dash.backends.base_server import RequestAdapter, ResponseAdapter
from django.http import HttpResponse

from django_plotly_dash.http.json_body import BadBody, decode_json
from django_plotly_dash.mount.mount import Mount, current_mount

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict


class DjangoRequestAdapter(RequestAdapter):
    """The request being served. It is true only while there is one, as Dash's page metadata expects."""

    @property
    def mount(self) -> Mount:
        """The mount of the request."""
        mount = current_mount()
        if mount is None:
            raise RuntimeError("No Dash app is serving a Django request here.")
        return mount

    @property
    def request(self) -> HttpRequest:
        """The Django request."""
        return self.mount.request

    def __bool__(self) -> bool:
        return current_mount() is not None

    @property
    def context(self) -> SimpleNamespace:
        """A namespace for this request; Dash keeps timing information in it (``flask.g`` on Flask)."""
        return self.mount.context

    @context.setter
    def context(self, value: SimpleNamespace) -> None:
        self.mount.context = value

    @property
    def root(self) -> str:
        """Scheme and host with a slash, to which Dash appends asset paths (``request.url_root`` on Flask)."""
        return self.request.build_absolute_uri("/")

    @property
    def args(self) -> QueryDict:
        """The query parameters. They have ``getlist``, which background callbacks need."""
        return self.request.GET

    def get_json(self) -> Any:
        """Return the decoded JSON body, or None if it is not JSON."""
        try:
            return decode_json(self.request.body)
        except BadBody:
            return None

    @property
    def is_json(self) -> bool:
        """Whether the request says that its body is JSON."""
        return self.request.content_type == "application/json"

    @property
    def cookies(self) -> dict[str, str]:
        """The request's cookies."""
        return self.request.COOKIES

    @property
    def headers(self) -> Any:
        """The request's headers, case-insensitive."""
        return self.request.headers

    @property
    def full_path(self) -> str:
        """Path with query string."""
        return self.request.get_full_path()

    @property
    def url(self) -> str:
        """The full URL."""
        return self.request.build_absolute_uri()

    @property
    def remote_addr(self) -> str | None:
        """The address of the peer."""
        return self.request.META.get("REMOTE_ADDR")

    @property
    def origin(self) -> str | None:
        """The ``Origin`` header."""
        return self.request.headers.get("Origin")

    @property
    def path(self) -> str:
        """The path below the mount, with a leading slash; Dash's pages compare it with their paths."""
        return "/" + self.mount.subpath


class DjangoResponseAdapter(ResponseAdapter):
    """The response to a callback, on which the callback can set headers and cookies (``dash.ctx.response``)."""

    def __init__(self) -> None:
        super().__init__()
        self._response = HttpResponse(content_type="application/json")

    @property
    def callback_response(self) -> HttpResponse:
        """The Django response."""
        return self._response

    def set_cookie(self, key: str, value: str = "", **kwargs: Any) -> None:
        """Set a cookie, with the arguments of Django's ``HttpResponse.set_cookie``."""
        self._response.set_cookie(key, value, **kwargs)

    def append_header(self, key: str, value: str) -> None:
        """Add a value to a header, after a comma: Django has one line for each header (RFC 9110, 5.3)."""
        if key.lower() == "set-cookie":
            self._response.cookies.load(value)
            return
        old = self._response.headers.get(key)
        self._response.headers[key] = f"{old}, {value}" if old else value

    def set_header(self, key: str, value: str) -> None:
        """Set a header, replacing its old value."""
        self._response.headers[key] = value

    def set_response(self, **kwargs: Any) -> HttpResponse:
        """Set the body from ``data``, text or bytes, and return the response."""
        self._response.content = kwargs.get("data", "")
        return self._response
