"""An nginx that belongs to the tests; the machine's own is never touched."""

import getpass
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.server_process import free_port, listening

HINT = "install nginx (Debian, Ubuntu: apt-get install nginx-light)"
TYPES = "text/css css; text/javascript js mjs; image/svg+xml svg; image/png png;"
# What is left alone is made below /var/lib, which is root's.
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def find_nginx() -> str | None:
    """The path of nginx; it is on root's PATH only."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def nginx_process(http: str, seconds: float = 30) -> Iterator[str]:
    """Start an nginx, yield its URL, end it.

    Args:
        http: what stands in the block ``http``, with a server that listens on port 80; it gets a free port instead.
        seconds: for which nginx may take to answer.
    """
    program, port = find_nginx() or "nginx", free_port()
    built = subprocess.run([program, "-V"], capture_output=True, text=True, check=True).stderr
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder, "nginx.conf")
        settings = [
            *(["user root;"] if getpass.getuser() == "root" else []),
            f"daemon off; pid {folder}/pid; worker_processes 1; events {{}}",
            f"http {{ access_log off; types {{ {TYPES} }}",
            *(f"{name}_temp_path {folder}/{name};" for name in TEMPORARY if f"without-http_{name}" not in built),
            http.replace("listen 80;", f"listen 127.0.0.1:{port};"),
            "}",
        ]
        configuration.write_text("\n".join(settings))
        command = [program, "-p", folder, "-e", f"{folder}/error.log", "-c", str(configuration)]
        subprocess.run([*command, "-t"], capture_output=True, check=True)
        with listening(command, port, seconds):
            yield f"http://127.0.0.1:{port}"
