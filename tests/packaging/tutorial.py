"""A tutorial of docs/, done as its reader would do it: files are written, commands pasted one after the other."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.server_process import free_port
from tests.site_process import PROJECT, wait_until_it_answers

_BLOCK = re.compile(r"^```(?P<language>[^\s`]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"(?:# |\{# )(?P<path>[\w./]+)(?P<appended>, at the end)?(?: #\})?\n")


class Block(NamedTuple):
    """A code block: of ``console`` commands, or the text of a file, whose path is in its first line."""

    language: str
    text: str


def blocks_of(name: str) -> list[Block]:
    """The code blocks of a tutorial."""
    return [Block(*match.groups()) for match in _BLOCK.finditer((PROJECT / "docs" / "tutorials" / name).read_text())]


class Reader:
    """Somebody who follows a tutorial in an empty folder.

    Two things are not as written: pip finds the wheel that was built from this checkout, and the site is served on a
    port that is free.
    """

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.folder = folder
        kept = {
            "HOME",
            "LANG",
            "PATH",
            *(name for name in os.environ if name.startswith(("PIP_", "SSL_", "HTTP", "NO_"))),
        }
        self._environment = {name: value for name, value in os.environ.items() if name in kept}
        # The Python that runs the tests is the `python` of the reader.
        self._environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{self._environment['PATH']}"
        links = f"{self._environment.get('PIP_FIND_LINKS', '')} {wheel.parent}"
        self._environment |= {"PIP_FIND_LINKS": links.strip(), "PYTHONUNBUFFERED": "1"}
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.printed = ""
        self.served: list[subprocess.Popen[str]] = []
        self._pasted = ""

    def read(self, name: str) -> None:
        """Do what a tutorial says, from its beginning to its end."""
        for block in blocks_of(name):
            self.follow(block)

    def follow(self, block: Block) -> None:
        """Do what a block says."""
        if block.language == "console":
            for command in block.text.splitlines():
                self._paste(command)
        else:
            self._write(block.text)

    def _write(self, text: str) -> None:
        match = _PATH.match(text)
        assert match, f"a block does not say which file it is of: {text[:60]!r}"
        path = self.folder / match["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a" if match["appended"] else "w") as file:
            file.write(text)

    def _paste(self, command: str) -> None:
        if command == "python manage.py runserver":
            self._serve(f"{command} --noreload {self.port}")
            return
        if command.startswith("source "):  # it lasts for the commands that follow
            self._pasted += f"{command}\n"
            return
        command = command.replace("http://127.0.0.1:8000", self.url)
        done = subprocess.run(
            ["bash", "-e", "-c", self._pasted + command],
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=400,
        )
        self.printed += f"$ {command}\n{done.stdout}"
        assert done.returncode == 0, self.printed[-4000:]

    def stop(self) -> None:
        """End what is served, as Ctrl-C does."""
        for process in self.served:
            process.terminate()
            process.wait(timeout=30)
        self.served.clear()

    def _serve(self, command: str) -> None:
        with (self.folder / "server.log").open("w") as log:
            process = subprocess.Popen(
                ["bash", "-e", "-c", f"{self._pasted}exec {command}"],
                cwd=self.folder,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
            )
        self.served.append(process)
        wait_until_it_answers(process, self.url)


@contextmanager
def followed(name: str, folder: Path, wheel: Path) -> Iterator[Reader]:
    """Follow a tutorial to its end; what it serves is there until the `with` block ends."""
    reader = Reader(folder, wheel)
    try:
        reader.read(name)
        yield reader
    finally:
        reader.stop()
