"""A page whose requests and console are watched from the first one on."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page


@dataclass
class Watched:
    """What happened in a page and its frames so far; goes on filling.

    Attributes:
        asked: the URLs that were asked for.
        failed: requests that failed, and answers from 400 on.
        said: errors and warnings in the console.
    """

    asked: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def hosts(self) -> set[str]:
        """The hosts, with their ports, that were asked for something."""
        return {urlsplit(url).netloc for url in self.asked if not url.startswith("data:")}


def watch(page: Page) -> Watched:
    """Begin to watch a page, which is still empty."""
    seen = Watched()
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("requestfailed", lambda request: seen.failed.append(f"{request.url} {request.failure}"))
    page.on(
        "response", lambda answer: seen.failed.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
    )
    page.on("console", lambda line: seen.said.append(line.text) if line.type in ("error", "warning") else None)
    return seen
