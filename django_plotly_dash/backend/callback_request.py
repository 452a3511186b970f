"""What a browser sends to run a callback, checked against the callbacks that the app has.

Dash trusts the body and raises KeyError, IndexError or AttributeError on a bad one. Here each becomes one sentence,
so that bad input is a 400 and never a 500, and so that what a request claims as an input is one of the callback's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from django.http import HttpRequest

_MANY = frozenset({'["ALL"]', '["ALLSMALLER"]'})


class BadCallbackRequest(ValueError):
    """The body of a callback request does not fit; the message says why and can be shown."""


class CallbackRequestTooLarge(BadCallbackRequest):
    """The body of a callback request is larger than the site allows."""


def read_body(request: HttpRequest, limit: int) -> bytes:
    """Return the body of a callback request.

    It is read past ``DATA_UPLOAD_MAX_MEMORY_SIZE``, whose default of 2.5 MB is meant for forms and breaks
    ``dcc.Upload``; a limit of our own stands in its place.

    Args:
        request: the Django request.
        limit: bytes of the largest body.

    Raises:
        CallbackRequestTooLarge: it is larger.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) <= limit:
        if not hasattr(request, "_body"):
            # What Django's own property does after its check, so that ``request.body`` works for callbacks too.
            request._body = request.read(limit + 1)
        if len(request.body) <= limit:
            return request.body
    raise CallbackRequestTooLarge(f"The body is larger than {limit} bytes (PLOTLY_DASH['callback_body_limit']).")


def read_callback_request(body: bytes, callback_map: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Decode and check the body of a callback request.

    Args:
        body: the bytes of the request.
        callback_map: Dash's callbacks of the app, by callback id.

    Returns:
        The decoded body, complete as Dash expects it.

    Raises:
        BadCallbackRequest: it is not JSON, or does not fit the callback that it names.
    """
    try:
        decoded = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadCallbackRequest(f"The body is not JSON: {error}.") from None
    if not isinstance(decoded, dict):
        raise BadCallbackRequest("The body must be a JSON object.")
    output = decoded.get("output")
    if not isinstance(output, str):
        raise BadCallbackRequest("'output' must be the id of a callback.")
    callback = callback_map.get(output)
    if callback is None or "callback" not in callback:
        raise BadCallbackRequest("'output' names no callback of this app.")
    changed = decoded.setdefault("changedPropIds", [])
    if not isinstance(changed, list) or not all(isinstance(item, str) for item in changed):
        raise BadCallbackRequest("'changedPropIds' must be a list of strings.")
    _check_dependencies(decoded, "inputs", callback["inputs"])
    _check_dependencies(decoded, "state", callback["state"])
    _check_outputs(decoded, callback)
    return decoded


def _check_dependencies(body: dict[str, Any], key: str, declared: list[dict[str, Any]]) -> None:
    sent = body.setdefault(key, [])
    if not isinstance(sent, list) or len(sent) != len(declared):
        raise BadCallbackRequest(f"'{key}' must be a list of {len(declared)}, as this callback declares.")
    for item, dependency in zip(sent, declared, strict=True):
        entries = item if _takes_many(dependency["id"]) else [item]
        if not isinstance(entries, list):
            raise BadCallbackRequest(f"'{key}': {dependency['id']} takes a list of components.")
        for entry in entries:
            _check_item(entry, key, dependency)


def _check_item(entry: Any, key: str, dependency: Mapping[str, Any]) -> None:
    if not isinstance(entry, dict):
        raise BadCallbackRequest(f"'{key}' must hold objects with 'id', 'property' and 'value'.")
    if dependency.get("allow_optional") and "id" not in entry:
        # The renderer leaves out the id of an optional component that is not in the layout.
        entry.setdefault("id", dependency["id"])
        entry.setdefault("property", dependency["property"])
    if entry.get("property") != dependency["property"] or not _matches(entry.get("id"), dependency["id"]):
        raise BadCallbackRequest(
            f"'{key}': {entry.get('id')!r}.{entry.get('property')!r} is not "
            f"{dependency['id']}.{dependency['property']}, which this callback declares."
        )


def _check_outputs(body: dict[str, Any], callback: Mapping[str, Any]) -> None:
    if callback.get("no_output"):
        return
    spec = callback["output"]
    sent = body.get("outputs")
    declared = list(spec) if isinstance(spec, (list, tuple)) else [spec]
    if isinstance(spec, (list, tuple)):
        if not isinstance(sent, list) or len(sent) != len(declared):
            raise BadCallbackRequest(f"'outputs' must be a list of {len(declared)}, as this callback declares.")
        items = sent
    else:
        items = [sent]
    for item, output in zip(items, declared, strict=True):
        wanted = output.to_dict()
        entries = item if _takes_many(wanted["id"]) else [item]
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise BadCallbackRequest("'outputs' must hold objects with 'id' and 'property'.")
        for entry in entries:
            name = entry.get("property")
            # allow_duplicate appends @ and a hash to the property of the declaration only on one side
            if not isinstance(name, str) or name.split("@")[0] != wanted["property"].split("@")[0]:
                raise BadCallbackRequest(f"'outputs': {name!r} is not {wanted['property']!r}.")
            if not _matches(entry.get("id"), wanted["id"]):
                raise BadCallbackRequest(f"'outputs': {entry.get('id')!r} is not {wanted['id']}.")


def _pattern(declared: str) -> dict[str, Any] | None:
    return orjson.loads(declared) if declared.startswith("{") else None


def _takes_many(declared: str) -> bool:
    return declared.startswith("{") and any(wildcard in declared for wildcard in _MANY)


def _matches(sent: Any, declared: str) -> bool:
    pattern = _pattern(declared)
    if pattern is None:
        return bool(sent == declared)
    if isinstance(sent, str) and sent == declared:
        return True
    if not isinstance(sent, dict) or sent.keys() != pattern.keys():
        return False
    return all(isinstance(want, list) or sent[key] == want for key, want in pattern.items())
