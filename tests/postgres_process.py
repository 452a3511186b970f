"""A PostgreSQL server that belongs to the tests; the machine's own is never touched."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.server_process import free_port, listening

HINT = "install PostgreSQL's server (Debian, Ubuntu: apt-get install postgresql)"


def find_postgres() -> str | None:
    """The folder of PostgreSQL's programs; Debian keeps them out of PATH, a folder for each version."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return str(folder)
    found = shutil.which("initdb")
    return str(Path(found).parent) if found else None


@contextmanager
def postgres_process(seconds: float = 60) -> Iterator[str]:
    """Start a PostgreSQL server with an empty database on a free port, yield the database's URL, end it.

    Raises RuntimeError when it does not answer within `seconds`.
    """
    programs = Path(find_postgres() or "")
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        # PostgreSQL does not run as root.
        user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if user:
            shutil.chown(folder, "postgres")
        data = f"{folder}/data"
        subprocess.run(
            [*user, programs / "initdb", "-D", data, "-U", "tests", "-A", "trust", "--no-sync", "-E", "UTF8"],
            check=True,
            capture_output=True,
            cwd=folder,
        )
        options = ["-k", folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-p", str(port)]
        with listening([*user, programs / "postgres", "-D", data, *options], port, seconds, cwd=folder):
            # It listens before it answers.
            ready = [programs / "pg_isready", "-h", "127.0.0.1", "-p", str(port), "-t", str(seconds)]
            deadline = time.monotonic() + seconds
            while subprocess.run(ready, capture_output=True).returncode and time.monotonic() < deadline:
                time.sleep(0.05)
            yield f"postgres://tests@127.0.0.1:{port}/postgres"
