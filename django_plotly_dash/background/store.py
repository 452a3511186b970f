"""What the page and the worker of a background job tell each other, through one of Django's caches.

Each key is written by only one side, so that no write is lost between reading and writing, in any cache:

=========  ======  ============================================================================================
order      page    what to run; deleted when a worker has started it
cancel     page    the job must end
seen       page    the numbers of the last progress and the last update that the page received
claim      worker  set by the first worker, so that no other runs the job again
run        worker  the job has started
beat       worker  a heartbeat: renewed again and again, and expires soon if the worker dies
progress   worker  the last progress, with a number
updates    worker  what ``set_props`` set and the page has not received yet, with numbers
result     worker  the result
=========  ======  ============================================================================================
"""

from __future__ import annotations

import enum
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from django.core.cache import caches

from django_plotly_dash.state.patches import apply_patch, is_patch
from django_plotly_dash.utils.dash_private import to_json

_PARTS = ("order", "cancel", "seen", "claim", "run", "beat", "progress", "updates", "result")
Update = tuple[int, str, dict[str, Any]]  # number, component id, {property: value}


class JobState(enum.Enum):
    """The state of a job; for a lost job, the value is the error message."""

    QUEUED = ""
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    NOT_STARTED = "No worker has started this job. Is a worker running, and does it process this queue?"
    DIED = "The worker that ran this job has died or hangs. The job was not finished."
    UNKNOWN = "This job is not known any more: its result was already fetched, has expired, or the cache was cleared."

    @property
    def is_lost(self) -> bool:
        """Whether there will be no result."""
        return self in {JobState.NOT_STARTED, JobState.DIED, JobState.UNKNOWN}


@dataclass(frozen=True, slots=True)
class JobStore:
    """The jobs of a manager, in a cache that is shared by pages and workers.

    Attributes:
        alias: name of the cache in ``CACHES``.
        heartbeat: seconds without a heartbeat after which a worker counts as dead.
        start_limit: seconds after which a job that no worker has started is an error.
        lifetime: seconds to keep what nobody fetches.
    """

    alias: str
    heartbeat: int
    start_limit: int
    lifetime: int

    # The page's side ------------------------------------------------------------------------------------------------

    def put(self, job: str, order: dict[str, Any]) -> None:
        """Store what a job must run."""
        text = to_json({**order, "at": time.time()})
        self._cache.set(_key(job, "order"), text, self.start_limit + self.lifetime)

    def cancel(self, job: str) -> None:
        """Cancel a job, whether it has started or not; a job that does not exist is ignored."""
        if self._parts(job, ("order", "run")):
            self._cache.set(_key(job, "cancel"), 1, self.start_limit + self.lifetime)

    def give_up(self, job: str) -> None:
        """Delete a lost job, and cancel it in case it is still running."""
        self._cache.set(_key(job, "cancel"), 1, self.start_limit + self.lifetime)
        self._delete(job, [part for part in _PARTS if part != "cancel"])

    def state(self, job: str) -> JobState:
        """Return the state of a job."""
        found = self._parts(job, ("order", "cancel", "run", "beat", "result"))
        if "cancel" in found:
            return JobState.CANCELLED
        if "result" in found:
            return JobState.DONE
        if "run" in found:
            return JobState.RUNNING if "beat" in found else JobState.DIED
        if "order" in found:
            waits = time.time() - orjson.loads(found["order"])["at"]
            return JobState.QUEUED if waits < self.start_limit else JobState.NOT_STARTED
        return JobState.UNKNOWN

    def new_progress(self, job: str) -> Any:
        """Return the progress that the page has not received yet, or None."""
        found = self._parts(job, ("progress", "seen"))
        number, value = _decoded(found, "progress", (0, None))
        seen = _decoded(found, "seen", {})
        if number <= seen.get("progress", 0):
            return None
        self._set(job, "seen", {**seen, "progress": number})
        return value

    def has_updates(self, job: str) -> bool:
        """Return whether ``set_props`` set something that the page has not received yet."""
        found = self._parts(job, ("updates", "seen"))
        return bool(_unseen(_decoded(found, "updates", []), _decoded(found, "seen", {})))

    def new_updates(self, job: str) -> dict[str, dict[str, Any]]:
        """Return what ``set_props`` set and the page has not received yet: component id to ``{property: value}``."""
        found = self._parts(job, ("updates", "seen", "run"))
        seen = _decoded(found, "seen", {})
        new = _unseen(_decoded(found, "updates", []), seen)
        if "run" not in found:
            self._delete(job, ["updates", "seen"])
        elif new:
            self._set(job, "seen", {**seen, "updates": new[-1][0]})
        return combined(new)

    def result(self, job: str) -> Any:
        """Return the result of a finished job."""
        return orjson.loads(self._cache.get(_key(job, "result"), "null"))

    def forget(self, job: str) -> None:
        """Delete a job whose result was fetched, except for its last updates."""
        self._delete(job, [part for part in _PARTS if part not in ("updates", "seen")])

    # Results kept for reuse (cache_by) ------------------------------------------------------------------------------

    def kept(self, name: str, seconds: int) -> str | None:
        """Return the JSON of a result that is kept under a name, or None, and extend the time that it is kept."""
        text: str | None = self._cache.get(_key(name, "kept"))
        if text is not None:
            self._cache.touch(_key(name, "kept"), seconds)
        return text

    def keep(self, name: str, text: str, seconds: int) -> None:
        """Store the JSON of a result under a name."""
        self._cache.set(_key(name, "kept"), text, seconds)

    # The worker's side ----------------------------------------------------------------------------------------------

    def claim(self, job: str) -> dict[str, Any] | None:
        """Start a job and return what to run; None if it was cancelled, has been started before, or has expired."""
        found = self._parts(job, ("order", "cancel"))
        if "order" not in found or not self._cache.add(_key(job, "claim"), 1, self.start_limit + self.lifetime):
            return None
        if "cancel" in found:
            self._delete(job, ["order"])
            return None
        # In this order, because a job that has started but has no heartbeat counts as dead.
        self.beat(job)
        self._cache.set(_key(job, "run"), 1, self.lifetime)
        self._delete(job, ["order"])
        order: dict[str, Any] = orjson.loads(found["order"])
        return order

    def beat(self, job: str) -> None:
        """Send a heartbeat."""
        self._cache.set(_key(job, "beat"), 1, self.heartbeat)

    def extend(self, job: str) -> None:
        """Extend the time that the data of a long job is kept."""
        for part in ("run", "claim", "progress", "updates", "seen"):
            self._cache.touch(_key(job, part), self.lifetime)

    def is_cancelled(self, job: str) -> bool:
        """Return whether a job must end."""
        return self._cache.get(_key(job, "cancel")) is not None

    def set_progress(self, job: str, number: int, value: Any) -> None:
        """Store the progress of a job for the page; the numbers of a job must increase."""
        self._set(job, "progress", (number, value))

    def set_updates(self, job: str, updates: Iterable[Update]) -> list[Update]:
        """Store what ``set_props`` set for the page; return the updates that it has not received yet."""
        seen = _decoded(self._parts(job, ("seen",)), "seen", {})
        pending = _unseen(updates, seen)
        self._set(job, "updates", pending)
        return pending

    def finish(self, job: str, text: str) -> None:
        """Store the JSON of a result, unless the job was cancelled."""
        if self.is_cancelled(job):
            self._delete(job, [part for part in _PARTS if part not in ("cancel", "claim")])
        else:
            self._cache.set(_key(job, "result"), text, self.lifetime)

    # ----------------------------------------------------------------------------------------------------------------

    @property
    def _cache(self) -> Any:
        return caches[self.alias]

    def _parts(self, job: str, parts: Iterable[str]) -> dict[str, Any]:
        found = self._cache.get_many([_key(job, part) for part in parts])
        return {key.rpartition(":")[2]: value for key, value in found.items()}

    def _set(self, job: str, part: str, value: Any) -> None:
        self._cache.set(_key(job, part), to_json(value), self.lifetime)

    def _delete(self, job: str, parts: Iterable[str]) -> None:
        self._cache.delete_many([_key(job, part) for part in parts])


def _key(job: str, part: str) -> str:
    return f"django_plotly_dash:job:{job}:{part}"


def _decoded(found: dict[str, Any], part: str, default: Any) -> Any:
    return orjson.loads(found[part]) if part in found else default


def _unseen(updates: Iterable[Update], seen: dict[str, int]) -> list[Update]:
    last = seen.get("updates", 0)
    return [(number, component_id, properties) for number, component_id, properties in updates if number > last]


def combined(updates: Iterable[Update]) -> dict[str, dict[str, Any]]:
    """Combine several updates: component id to ``{property: value}``, with patches applied to earlier values.

    Raises:
        PatchError: a patch does not match the value that the same job has set before.
    """
    result: dict[str, dict[str, Any]] = {}
    for _number, component_id, properties in updates:
        values = result.setdefault(component_id, {})
        for name, value in properties.items():
            if name not in values or not is_patch(value):
                values[name] = value
            elif is_patch(values[name]):
                values[name] = {**value, "operations": [*values[name]["operations"], *value["operations"]]}
            else:
                values[name] = apply_patch(value, values[name])
    return result
