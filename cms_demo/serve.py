"""Prepare the demonstration site and serve it over ASGI with Daphne, on this machine only."""

from __future__ import annotations

import socket
import sys

import django
from django.core.management import call_command

HOST = "127.0.0.1"


class PortError(Exception):
    """The port cannot be used; the message is for whoever started the site."""


def serve(port_text: str) -> int:
    """Check the port, prepare the database and its content, and serve until Ctrl-C.

    Returns the exit code. Nothing is made or changed before the port is known to be free.
    """
    try:
        port = free_port(port_text)
    except PortError as error:
        print(error, file=sys.stderr)
        return 1
    django.setup()
    prepare()
    return run_daphne(port)


def free_port(text: str) -> int:
    """The port number in ``text``. Raises ``PortError`` when it is none or is in use."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise PortError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    port = int(text)
    with socket.socket() as probe:
        # As the server itself does, so that a port in TIME_WAIT counts as free.
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


def prepare() -> None:
    """Bring the database up to date and load what is missing."""
    from django.conf import settings

    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_demo", *([] if settings.DEBUG else ["--no-accounts"]))
    if not settings.DEBUG:
        call_command("collectstatic", verbosity=0, interactive=False)


def describe(port: int) -> str:
    """What can be opened, and who can log in."""
    from django.conf import settings

    from cms_demo.models import DashboardPage, HomePage

    base = f"http://{HOST}:{port}"
    home = HomePage.objects.order_by("path").first()
    lines = ["", f"  Site         {base}/"]
    for page in DashboardPage.objects.live().child_of(home).order_by("path") if home else []:
        lines.append(f"  {'':<12} {base}/{page.slug}/  {page.title}")
    lines.append(f"  Admin        {base}/admin/")
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
    Server(
        application=ASGIStaticFilesHandler(application) if settings.DEBUG else application,
        endpoints=[f"tcp:port={port}:interface={HOST}"],
        signal_handlers=True,
        ready_callable=lambda: print(text, flush=True),
        server_name="cms_demo",
    ).run()
    return 0
