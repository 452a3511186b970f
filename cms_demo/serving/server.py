"""Prepare the demonstration site and serve it over ASGI with Daphne, on this machine only."""

from __future__ import annotations

import socket
import subprocess
import sys
from typing import Any

import django
from django.core.management import call_command

from cms_demo.serving.companions import job_worker, metric_stream

HOST = "127.0.0.1"


class PortError(Exception):
    """The port cannot be used; the message is for the user who starts the site."""


def serve(port_text: str) -> int:
    """Check the port, prepare the database and its content, and serve until Ctrl-C.

    Nothing is created or changed before the port is known to be free.

    Returns:
        The exit code.
    """
    try:
        port = free_port(port_text)
    except PortError as error:
        print(error, file=sys.stderr)
        return 1
    collect_static_files()
    django.setup()
    prepare()
    return run_daphne(port)


def free_port(text: str) -> int:
    """Return the port number in ``text``.

    Raises:
        PortError: it is not a port number, or the port is in use.
    """
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise PortError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    port = int(text)
    with socket.socket() as probe:
        # The server does the same: a port in TIME_WAIT counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise PortError(f"Port {port} needs more rights than this user has. Try PORT=8000.") from None
        except OSError:
            raise PortError(
                f"Port {port} is in use. Stop what runs there, or choose another one: PORT={port % 65535 + 1}"
            ) from None
    return port


def collect_static_files() -> None:
    """Collect what WhiteNoise serves while DEBUG is off; it must exist before the apps are imported.

    It runs in a process of its own, as on a server, because apps look up URLs of static files when they are created.
    """
    from django.conf import settings

    if not settings.DEBUG:
        command = [sys.executable, "-m", "cms_demo", "collectstatic", "--verbosity=0", "--no-input"]
        subprocess.run(command, check=True)  # noqa: S603  this very program


def prepare() -> None:
    """Bring the database up to date and load what is missing."""
    from django.conf import settings

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("load_demo", *([] if settings.DEBUG else ["--no-accounts"]))


def base_url(port: int) -> str:
    """The URL of the site."""
    return f"http://{HOST}:{port}"


def describe(port: int) -> str:
    """The text that lists the URLs and the accounts."""
    from django.conf import settings

    from cms_demo.models import DashboardPage, HomePage

    base = base_url(port)
    home = HomePage.objects.order_by("path").first()
    lines = ["", f"  Site         {base}/"]
    for page in DashboardPage.objects.live().child_of(home).order_by("path") if home else []:
        lines.append(f"  {'':<12} {base}/{page.slug}/  {page.title}")
    lines.append(f"  Gallery      {base}/gallery/  each of Dash's topics on a page of its own")
    lines.append(f"  Manual       {base}/demo/  each feature on a page of its own")
    lines.append(f"  Admin        {base}/admin/")
    if metric_stream(base).is_wanted:
        lines.append("  Stream       a reading a second for the live page (DPD_DEMO_STREAM=0 turns it off)")
    else:
        lines.append("  Stream       off: python -m cms_demo stream_metric sends readings to the live page")
    if job_worker().is_wanted:
        lines.append("  Worker       runs background callbacks (DPD_DEMO_WORKER=0 turns it off)")
    else:
        lines.append("  Worker       off: python -m cms_demo run_jobs runs background callbacks")
    if settings.DEBUG:
        lines += ["  Log in as    admin, password admin", f"  {'':<12} editor, password editor"]
    else:
        lines.append("  Log in       DEBUG is off: python -m cms_demo createsuperuser makes an account")
    return "\n".join([*lines, "", "  Ctrl-C ends it.", ""])


def run_daphne(port: int) -> int:
    """Serve until Ctrl-C; DEBUG serves static files without collecting them, as runserver does."""
    from daphne.server import Server
    from django.conf import settings
    from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler

    from cms_demo.asgi import application

    text = describe(port)
    companions = [metric_stream(base_url(port)), job_worker()]

    def ready() -> None:
        print(text, flush=True)
        for companion in companions:
            companion.start()

    # It passes on everything that is not a static file, including websockets; its stubs say otherwise.
    with_files: Any = ASGIStaticFilesHandler
    try:
        Server(
            application=with_files(application) if settings.DEBUG else application,
            endpoints=[f"tcp:port={port}:interface={HOST}"],
            signal_handlers=True,
            ready_callable=ready,
            server_name="cms_demo",
        ).run()
    finally:
        for companion in companions:
            companion.end()
    return 0
