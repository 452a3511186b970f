"""Check what a browser sends to run a callback against the callbacks of the app.

Dash trusts the body, and raises KeyError, IndexError or AttributeError if it is wrong. Here each mistake has a message,
so bad input is a 400 and never a 500, and a request can only pass inputs that the callback declares.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from django_plotly_dash.http.json_body import BadBody

_MANY = frozenset({'["ALL"]', '["ALLSMALLER"]'})


class BadCallbackRequest(BadBody):
    """The body of a callback request is not valid; the message says why and may be shown."""


def check_callback_request(decoded: dict[str, Any], callback_map: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Check the body of a callback request.

    Args:
        decoded: the JSON object in the request's body.
        callback_map: Dash's callbacks of the app, by id.

    Returns:
        The body, completed as Dash expects it.

    Raises:
        BadCallbackRequest: it does not match the callback that it names.
    """
    output = decoded.get("output")
    if not isinstance(output, str):
        raise BadCallbackRequest("'output' must be the id of a callback.")
    callback = callback_map.get(output)
    if callback is None or "callback" not in callback:
        raise BadCallbackRequest("'output' is not a callback of this app.")
    changed = decoded.get("changedPropIds", [])
    if not isinstance(changed, list):
        raise BadCallbackRequest("'changedPropIds' must be a list of strings.")
    for item in changed:
        if not isinstance(item, str):
            raise BadCallbackRequest("'changedPropIds' must be a list of strings.")
        if not _names_a_property(item):
            raise BadCallbackRequest("'changedPropIds' must have the form 'id.property'.")
    _check_dependencies(decoded, "inputs", callback["inputs"])
    _check_dependencies(decoded, "state", callback["state"])
    _check_outputs(decoded, callback)
    return decoded


def _names_a_property(text: str) -> bool:
    """Whether Dash can parse an entry of ``changedPropIds``; it decodes the ids for ``ctx.triggered_id``."""
    component_id, dot, _name = text.rpartition(".")
    if not component_id.startswith("{"):
        return bool(dot)
    try:
        return isinstance(orjson.loads(component_id), dict)
    except orjson.JSONDecodeError:
        return False


def _check_dependencies(body: dict[str, Any], key: str, declared: list[dict[str, Any]]) -> None:
    sent = body.setdefault(key, [])
    if not isinstance(sent, list) or len(sent) != len(declared):
        raise BadCallbackRequest(f"'{key}' must be a list of {len(declared)} items, as this callback declares.")
    for item, dependency in zip(sent, declared, strict=True):
        if _is_plainly(item, dependency["id"], dependency["property"]):
            continue
        entries = item if takes_many(dependency["id"]) else [item]
        if not isinstance(entries, list):
            raise BadCallbackRequest(f"'{key}': {dependency['id']} needs a list of components.")
        for entry in entries:
            _check_item(entry, key, dependency)


def _is_plainly(item: Any, component_id: Any, name: str) -> bool:
    """Whether an item has this id and the id is a string, as most are: then nothing else needs checking."""
    if type(item) is not dict or item.get("id") != component_id or item.get("property") != name:
        return False
    return type(component_id) is str and component_id[:1] != "{"


def _check_item(entry: Any, key: str, dependency: Mapping[str, Any]) -> None:
    if not isinstance(entry, dict):
        raise BadCallbackRequest(f"'{key}' must contain objects with 'id', 'property' and 'value'.")
    if entry.get("property") != dependency["property"] or not _matches(entry.get("id"), dependency["id"]):
        raise BadCallbackRequest(
            f"'{key}': {entry.get('id')!r}.{entry.get('property')!r} is not "
            f"{dependency['id']}.{dependency['property']}, which this callback declares."
        )


def _check_outputs(body: dict[str, Any], callback: Mapping[str, Any]) -> None:
    if callback.get("no_output"):
        return
    declared = callback["output"]
    sent = body.get("outputs")
    if not isinstance(declared, (list, tuple)):
        declared, sent = [declared], [sent]
    elif not isinstance(sent, list) or len(sent) != len(declared):
        raise BadCallbackRequest(f"'outputs' must be a list of {len(declared)} items, as this callback declares.")
    for item, output in zip(sent, declared, strict=True):
        if _is_plainly(item, output.component_id, output.component_property):
            continue
        wanted = output.to_dict()
        entries = item if takes_many(wanted["id"]) else [item]
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise BadCallbackRequest("'outputs' must contain objects with 'id' and 'property'.")
        for entry in entries:
            name = entry.get("property")
            # With allow_duplicate, the declared property ends in an @ and a hash.
            if not isinstance(name, str) or name.split("@")[0] != wanted["property"].split("@")[0]:
                raise BadCallbackRequest(f"'outputs': {name!r} is not {wanted['property']!r}.")
            if not _matches(entry.get("id"), wanted["id"]):
                raise BadCallbackRequest(f"'outputs': {entry.get('id')!r} is not {wanted['id']}.")


def _pattern(declared: str) -> dict[str, Any] | None:
    return orjson.loads(declared) if declared.startswith("{") else None


def takes_many(declared: str) -> bool:
    """Return whether a dependency takes a list of components.

    Args:
        declared: its id, from the dependency's ``to_dict()``.
    """
    return declared.startswith("{") and any(wildcard in declared for wildcard in _MANY)


def _matches(sent: Any, declared: str) -> bool:
    pattern = _pattern(declared)
    if pattern is None:
        return bool(sent == declared)
    if isinstance(sent, str) and sent == declared:
        return True
    if not isinstance(sent, dict) or sent.keys() != pattern.keys():
        return False
    # A wildcard matches any value, including {"wild": "MATCH"}, which is sent for optional inputs without a match.
    return all(isinstance(want, list) or sent[key] == want for key, want in pattern.items())
