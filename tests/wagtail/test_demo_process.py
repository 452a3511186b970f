"""``python -m cms_demo`` as a process of its own, and the settings that its environment switches."""

from __future__ import annotations

import os
import runpy
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server_process import free_port
from tests.site_process import PATIENCE

PROJECT = Path(__file__).resolve().parents[2]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """The data folder of the site before its first start."""
    return tmp_path / "data"


@pytest.fixture
def prepared(data_folder: Path, new_demo_data: Callable[[], Path]) -> None:
    """The data folder as the first start leaves it."""
    new_demo_data().rename(data_folder)


@pytest.fixture
def start(data_folder: Path) -> Iterator[Start]:
    """Start the site on a port, or a command of it, with a data folder that the starts of one test share."""
    processes: list[subprocess.Popen[str]] = []
    unset = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "DEBUG"}
    environment = {key: value for key, value in os.environ.items() if key not in unset}

    def start_process(port: int, *command: str, **variables: str) -> subprocess.Popen[str]:
        own = {
            "PORT": str(port),
            "DPD_DEMO_DATA": str(data_folder),
            "DPD_DEMO_STREAM": "0",
            "DPD_DEMO_WORKER": "0",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "cms_demo", *command],
            cwd=PROJECT,
            env={**environment, **own, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Where the tests run in the background of a shell, their processes would inherit that Ctrl-C is ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        processes.append(process)
        return process

    yield start_process
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()


def get(process: subprocess.Popen[str], url: str) -> str:
    """The body behind ``url``, as soon as the process serves it."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(url) as response:
                return response.read().decode()
        except OSError:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline, "the demonstration site did not start"
            time.sleep(0.1)


def test_it_serves_pages_and_ctrl_c_ends_it_cleanly_twice(start: Start) -> None:
    port = free_port()
    for number in (1, 2):
        process = start(port)
        assert "<dash-frame" in get(process, f"http://127.0.0.1:{port}/tips/")
        assert ".dash-grid" in get(process, f"http://127.0.0.1:{port}/static/cms_demo/site.css")
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=20)
        assert process.returncode == 0, errors
        assert "Traceback" not in errors
        assert f"http://127.0.0.1:{port}/side-by-side/" in output
        assert "admin, password admin" in output
        assert ("Made the home page" in output) == (number == 1)


def test_a_busy_port_is_one_line_and_leaves_no_trace(start: Start, data_folder: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        process = start(port)
        output, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert output == ""
    assert errors.startswith(f"Port {port} is in use.")
    assert errors.count("\n") == 1
    assert not data_folder.exists()


def children_of(process: subprocess.Popen[str]) -> list[str]:
    """The command lines of the two processes that the site starts, as soon as there are both."""
    deadline = time.monotonic() + PATIENCE
    while len(children := Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()) < 2:
        assert time.monotonic() < deadline, "the site did not start both processes"
        time.sleep(0.1)
    return [Path(f"/proc/{child}/cmdline").read_text() for child in children]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")
@pytest.mark.usefixtures("prepared")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_its_stream_and_its_worker_end_with_the_site_however_that_ends(start: Start, ending: signal.Signals) -> None:
    port = free_port()
    process = start(port, DPD_DEMO_STREAM="1", DPD_DEMO_WORKER="1")
    get(process, f"http://127.0.0.1:{port}/live-metric/")
    stream, worker = children_of(process)
    assert f"stream_metric\0--url\0http://127.0.0.1:{port}\0" in stream
    assert "run_jobs\0" in worker
    process.send_signal(ending)
    # They write to the same pipes, which end when all processes have.
    output, errors = process.communicate(timeout=60)
    assert process.returncode == (-ending if ending == signal.SIGKILL else 0), errors
    assert errors == ""
    assert "Stream       a reading a second" in output
    assert "Worker       runs background callbacks" in output


@pytest.mark.usefixtures("prepared")
@pytest.mark.parametrize("debug", ["1", "0"])
def test_readings_arrive_from_another_process_with_its_secret_alone(start: Start, debug: str) -> None:
    port = free_port()
    variables = {"DEBUG": debug, "POKE_TOKEN": "secret"} if debug == "1" else {"DEBUG": debug}
    process = start(port, **variables)
    get(process, f"http://127.0.0.1:{port}/live-metric/")
    command = ["stream_metric", "--count", "2", "--interval", "0.1"]
    sending, refused = start(port, *command, **variables), start(port, *command, DEBUG=debug, POKE_TOKEN="wrong")
    output, errors = sending.communicate(timeout=120)
    assert output == f"2 of 2 readings have arrived at http://127.0.0.1:{port}/dpd/views/poke/.\n", errors
    output, errors = refused.communicate(timeout=120)
    assert refused.returncode == 1
    assert "http_poke_token" in errors
    assert "Traceback" not in errors


def settings_for(monkeypatch: pytest.MonkeyPatch, folder: Path, **environment: str) -> dict[str, Any]:
    """The settings module, run with ``environment`` alone; nothing of the running project changes."""
    for name in ("DEBUG", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "PORT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**environment, "DPD_DEMO_DATA": str(folder)}.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(PROJECT / "cms_demo" / "settings.py"))


def test_by_default_nothing_else_is_needed(monkeypatch, tmp_path):
    settings = settings_for(monkeypatch, tmp_path)
    assert settings["DEBUG"] is True
    assert settings["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"
    assert "InMemory" in settings["CHANNEL_LAYERS"]["default"]["BACKEND"]
    assert settings["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]


def test_the_environment_names_database_redis_and_hosts(monkeypatch, tmp_path):
    settings = settings_for(
        monkeypatch,
        tmp_path,
        DATABASE_URL="postgres://user:word@db/name",
        REDIS_URL="redis://cache:6379/2",
        ALLOWED_HOSTS="example.com, www.example.com",
        PORT="8123",
    )
    assert settings["DATABASES"]["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert "OPTIONS" not in settings["DATABASES"]["default"]
    assert settings["CHANNEL_LAYERS"]["default"]["CONFIG"] == {"hosts": ["redis://cache:6379/2"]}
    assert settings["CACHES"]["default"]["LOCATION"] == "redis://cache:6379/2"
    assert settings["ALLOWED_HOSTS"][-2:] == ["example.com", "www.example.com"]
    assert settings["WAGTAILADMIN_BASE_URL"] == "http://127.0.0.1:8123"


@pytest.mark.parametrize("off", ["0", "false", "No", "off"])
def test_debug_off_serves_hashed_files(monkeypatch, tmp_path, off):
    settings = settings_for(monkeypatch, tmp_path, DEBUG=off)
    assert settings["DEBUG"] is False
    assert "whitenoise.middleware.WhiteNoiseMiddleware" in settings["MIDDLEWARE"]
    assert "Manifest" in settings["STORAGES"]["staticfiles"]["BACKEND"]
    assert settings["STATIC_ROOT"].parent == tmp_path


@pytest.mark.urls("cms_demo.urls")
@pytest.mark.django_db
def test_its_urls_hold_the_admin_and_the_apps(client):
    assert client.get("/admin/login/").status_code == 200
    assert client.get("/dash/app/RestaurantTips/").status_code == 200
