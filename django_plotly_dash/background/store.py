"""What the page's side and the worker's side of a background job tell each other, through one of Django's caches.

Every key has one side that writes it, so that nothing is lost between reading and writing, whatever the cache:

=========  ======  ============================================================================================
order      page    what to run; taken away when a worker has begun
cancel     page    the job shall end
seen       page    the numbers of the last progress and the last update that the page was given
claim      worker  one worker runs the job, and none runs it again
run        worker  it has begun
beat       worker  it lives: written again and again, and gone soon when it is not
progress   worker  the last progress, numbered
updates    worker  what ``set_props`` set and the page was not given yet, numbered
result     worker  the end
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
    """How a job stands; those that end in an error have the sentence for it."""

    QUEUED = ""
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    NOT_STARTED = "No worker has begun this job: is one running, and does it take the tasks of this queue?"
    DIED = "The worker that ran this job has gone away, or stands still. The job has not come to its end."
    UNKNOWN = "Nothing is known of this job any more: its result was fetched or is too old, or the cache was emptied."

    @property
    def is_lost(self) -> bool:
        """Whether there will be no result."""
        return self in {JobState.NOT_STARTED, JobState.DIED, JobState.UNKNOWN}


@dataclass(frozen=True, slots=True)
class JobStore:
    """The jobs of a manager, in a cache that pages and workers share.

    Attributes:
        alias: name of the cache in ``CACHES``.
        heartbeat: seconds without a sign of life after which a worker counts as dead.
        start_limit: seconds after which a job that no worker has begun is an error.
        lifetime: seconds for which the cache keeps what nobody fetches.
    """

    alias: str
    heartbeat: int
    start_limit: int
    lifetime: int

    # The page's side ------------------------------------------------------------------------------------------------

    def put(self, job: str, order: dict[str, Any]) -> None:
        """Keep what a job is to run."""
        text = to_json({**order, "at": time.time()})
        self._cache.set(_key(job, "order"), text, self.start_limit + self.lifetime)

    def cancel(self, job: str) -> None:
        """Have a job end, begun or not; without effect on one that is not there."""
        if self._parts(job, ("order", "run")):
            self._cache.set(_key(job, "cancel"), 1, self.start_limit + self.lifetime)

    def give_up(self, job: str) -> None:
        """Forget a job that is lost, and have it end should it live after all."""
        self._cache.set(_key(job, "cancel"), 1, self.start_limit + self.lifetime)
        self._delete(job, [part for part in _PARTS if part != "cancel"])

    def state(self, job: str) -> JobState:
        """Say how a job stands."""
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
        """Return the progress that the page was not given yet, else None."""
        found = self._parts(job, ("progress", "seen"))
        number, value = _decoded(found, "progress", (0, None))
        seen = _decoded(found, "seen", {})
        if number <= seen.get("progress", 0):
            return None
        self._set(job, "seen", {**seen, "progress": number})
        return value

    def has_updates(self, job: str) -> bool:
        """Say whether there is something that ``set_props`` set and the page was not given yet."""
        found = self._parts(job, ("updates", "seen"))
        return bool(_unseen(_decoded(found, "updates", []), _decoded(found, "seen", {})))

    def new_updates(self, job: str) -> dict[str, dict[str, Any]]:
        """Return what ``set_props`` set and the page was not given yet: component id to ``{property: value}``."""
        found = self._parts(job, ("updates", "seen", "run"))
        seen = _decoded(found, "seen", {})
        new = _unseen(_decoded(found, "updates", []), seen)
        if "run" not in found:
            self._delete(job, ["updates", "seen"])
        elif new:
            self._set(job, "seen", {**seen, "updates": new[-1][0]})
        return combined(new)

    def result(self, job: str) -> Any:
        """Return the result of a job that is done."""
        return orjson.loads(self._cache.get(_key(job, "result"), "null"))

    def forget(self, job: str) -> None:
        """Forget a job whose result was fetched, but for its last updates."""
        self._delete(job, [part for part in _PARTS if part not in ("updates", "seen")])

    # Results that are kept for others (cache_by) --------------------------------------------------------------------

    def kept(self, name: str, seconds: int) -> str | None:
        """Return the JSON of a result that is kept under a name, if there is one, and keep it on."""
        text: str | None = self._cache.get(_key(name, "kept"))
        if text is not None:
            self._cache.touch(_key(name, "kept"), seconds)
        return text

    def keep(self, name: str, text: str, seconds: int) -> None:
        """Keep the JSON of a result under a name."""
        self._cache.set(_key(name, "kept"), text, seconds)

    # The worker's side ----------------------------------------------------------------------------------------------

    def claim(self, job: str) -> dict[str, Any] | None:
        """Begin a job: return what is to be run, None where nothing is (it was cancelled, begun before, or is old)."""
        found = self._parts(job, ("order", "cancel"))
        if "order" not in found or not self._cache.add(_key(job, "claim"), 1, self.start_limit + self.lifetime):
            return None
        if "cancel" in found:
            self._delete(job, ["order"])
            return None
        # In this order: a job that has begun and has no heart counts as dead.
        self.beat(job)
        self._cache.set(_key(job, "run"), 1, self.lifetime)
        self._delete(job, ["order"])
        order: dict[str, Any] = orjson.loads(found["order"])
        return order

    def beat(self, job: str) -> None:
        """Give a sign of life."""
        self._cache.set(_key(job, "beat"), 1, self.heartbeat)

    def live_on(self, job: str) -> None:
        """Keep what belongs to a job that takes longer than anything is kept."""
        for part in ("run", "claim", "progress", "updates", "seen"):
            self._cache.touch(_key(job, part), self.lifetime)

    def is_cancelled(self, job: str) -> bool:
        """Say whether a job shall end."""
        return self._cache.get(_key(job, "cancel")) is not None

    def set_progress(self, job: str, number: int, value: Any) -> None:
        """Tell the page how far a job is; the numbers of one job rise."""
        self._set(job, "progress", (number, value))

    def set_updates(self, job: str, updates: Iterable[Update]) -> list[Update]:
        """Tell the page what ``set_props`` set; return what it was not given yet."""
        seen = _decoded(self._parts(job, ("seen",)), "seen", {})
        pending = _unseen(updates, seen)
        self._set(job, "updates", pending)
        return pending

    def finish(self, job: str, text: str) -> None:
        """Keep the JSON of a result; a job that shall end has none."""
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
    """Return what several updates come to: component id to ``{property: value}``; patches are laid over what they met.

    Raises:
        PatchError: a patch does not fit the value that the same job has set before.
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
