"""A strict Content-Security-Policy on every answer, as a site may send it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'"


def strict_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Report what a strict policy would refuse; nothing is refused, so that one page shows all of it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Content-Security-Policy-Report-Only"] = POLICY.replace(
            "default-src 'self'",
            "default-src 'self'; script-src 'self' 'report-sample'; style-src 'self' 'report-sample'",
        )
        return response

    return middleware
