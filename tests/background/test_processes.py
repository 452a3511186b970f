"""Background jobs through two web processes and a worker, as docs/how-to/background-callbacks.md has a site set up."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.site_process import PROJECT, Visitor, environment, gunicorn, run_django

SETTINGS = "tests.background.settings"
BALANCED = """upstream site { %s }
server { listen 80; location / { proxy_pass http://site; proxy_set_header Host $http_host; } }"""


class Site(NamedTuple):
    """A site in several processes."""

    url: str
    processes: list[str]
    folder: Path
    start_worker: Callable[[], "subprocess.Popen[str]"]

    def begun(self, clicks: int) -> int:
        """Wait until a worker has begun a job; return the worker's process id."""
        path = self.folder / f"begun-{clicks}"
        wait_until(lambda: path.exists() and path.read_text() != "")
        return int(path.read_text())

    def end(self, clicks: int) -> None:
        (self.folder / f"end-{clicks}").touch()


def wait_until(condition: Callable[[], Any], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)


@contextmanager
def process(*command: str, **variables: str) -> "Iterator[subprocess.Popen[str]]":
    running = subprocess.Popen(
        [sys.executable, "-m", *command],
        env=environment(SETTINGS, **variables),
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield running
    finally:
        if running.poll() is None:
            running.terminate()
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                running.kill()
        running.wait()


@pytest.fixture(params=["redis", "postgres"])
def site(request: pytest.FixtureRequest, nginx, tmp_path: Path) -> Iterator[Site]:
    """Tasks in SQLite and their cache in Redis, or both in PostgreSQL."""
    variables = {"DJANGO_SETTINGS_MODULE": SETTINGS, "DPD_TEST_FOLDER": str(tmp_path)}
    if request.param == "redis":
        variables["REDIS_URL"] = request.getfixturevalue("redis_server")
        variables["DATABASE_URL"] = f"sqlite:///{tmp_path}/site.sqlite3"
    else:
        variables["DATABASE_URL"] = request.getfixturevalue("postgres_server")
    run_django("migrate", "--verbosity=0", **variables)
    run_django("createcachetable", **variables)
    with ExitStack() as stack:
        urls = [stack.enter_context(gunicorn(workers=1, **variables)) for _number in range(2)]
        servers = " ".join(f"server {url.removeprefix('http://')};" for url in urls)
        balanced = stack.enter_context(nginx(BALANCED % servers))

        def start_worker() -> "subprocess.Popen[str]":
            command = ("django", "db_worker", "--no-startup-delay", "--interval=0.1", "--no-reload")
            return stack.enter_context(process(*command, **variables))

        yield Site(balanced, urls, tmp_path, start_worker)


def open_app(page: Page, site: Site, name: str = "Job") -> set[str]:
    """Open an app; the set fills with the processes that answer its callbacks."""
    answered: set[str] = set()

    def note(response: Any) -> None:
        if "_dash-update-component" in response.url:
            answered.add(response.headers["x-process"])

    page.on("response", note)
    page.goto(f"{site.url}/dash/app/{name}/")
    return answered


def test_jobs_from_a_page_through_two_processes_and_a_worker(page: Page, site: Site) -> None:
    begin, step = page.get_by_role("button", name="Begin"), page.locator("#step")
    worker = site.start_worker()
    answered = open_app(page, site)

    # Begun through one process, asked for through both.
    begin.click()
    site.begun(1)
    expect(step).to_have_text(re.compile(r"\d"))
    expect(begin).to_be_disabled()
    wait_until(lambda: page.wait_for_timeout(50) or len(answered) == 2)
    site.end(1)
    expect(page.locator("#result")).to_have_text("job 1 done")
    expect(page.locator("#set")).to_have_text("set by job 1")
    expect(step).to_have_text("idle")
    expect(begin).to_be_enabled()

    # Cancelled from the page; the worker is free for the next one, though nobody has ended this.
    begin.click()
    site.begun(2)
    page.get_by_role("button", name="Cancel").click()
    expect(begin).to_be_enabled()
    expect(page.locator("#result")).to_have_text("job 1 done")

    # The worker is killed: an error in the page, and no spinner for ever.
    begin.click()
    assert site.begun(3) == worker.pid
    expect(begin).to_be_disabled()
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    expect(page.locator("#error")).to_contain_text("The worker that ran this job has died")
    expect(begin).to_be_enabled()
    expect(step).to_have_text("idle")

    # Cancelled before there is a worker again: it never begins, and what comes after it does.
    with page.expect_response(lambda response: '"cacheKey"' in response.text()):
        begin.click()  # before the page has the job's handle, Dash cancels nothing
    page.get_by_role("button", name="Cancel").click()
    expect(begin).to_be_enabled()
    site.end(5)
    begin.click()
    site.start_worker()
    expect(page.locator("#result")).to_have_text("job 5 done")
    assert not (site.folder / "begun-4").exists()


BODY = {
    "output": "result.children",
    "outputs": {"id": "result", "property": "children"},
    "inputs": [{"id": "begin", "property": "n_clicks", "value": 1}],
    "changedPropIds": ["begin.n_clicks"],
    "state": [],
}


class JobOverHttp:
    """A job without a browser, begun at one process of a site."""

    def __init__(self, base: str, name: str, clicks: int) -> None:
        self.visitor, self.path = Visitor(base), f"/dash/app/{name}/"
        page = self.visitor.get(self.path)
        (self.end_id,) = re.findall(r'"end_id":\s*"([^"]+)"', page)
        self.body = {**BODY, "inputs": [{**BODY["inputs"][0], "value": clicks}]}
        self.handles = self.post(self.body)

    def post(self, body: dict[str, Any], query: str = "") -> Any:
        return self.visitor.post(f"{self.path}_dash-update-component?endId={self.end_id}{query}", body)

    def ask(self) -> Any:
        return self.post(self.body, f"&cacheKey={self.handles['cacheKey']}&job={self.handles['job']}")


@pytest.fixture
def celery_site(redis_server: str, tmp_path: Path) -> Iterator[Site]:
    variables = {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "DPD_TEST_FOLDER": str(tmp_path),
        "DPD_TEST_CELERY": redis_server,
        "DPD_TEST_DISKCACHE": str(tmp_path / "diskcache"),
        "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3",
    }
    run_django("migrate", "--verbosity=0", **variables)
    with ExitStack() as stack:
        urls = [stack.enter_context(gunicorn(workers=1, **variables)) for _number in range(2)]

        def start_worker() -> "subprocess.Popen[str]":
            command = ("celery", "--app", "tests.background.celery_worker", "worker", "--pool=solo", "--without-mingle")
            return stack.enter_context(process(*command, **variables))

        yield Site(urls[0], urls, tmp_path, start_worker)


def test_dashs_own_managers_begun_at_one_process_and_asked_for_at_another(celery_site: Site) -> None:
    celery_site.start_worker()
    one, other = celery_site.processes
    for clicks, name in enumerate(("Celery", "Diskcache"), 1):
        job = JobOverHttp(one, name, clicks)
        celery_site.begun(clicks)
        job.visitor.base = other
        seen: dict[str, Any] = {}
        wait_until(lambda job=job, seen=seen: seen.update(job.ask()) or "progress" in seen)
        assert "response" not in seen
        celery_site.end(clicks)
        wait_until(lambda job=job, seen=seen: seen.update(job.ask()) or "response" in seen)
        assert seen["response"] == {"result": {"children": f"job {clicks} done"}}
