"""The plugin of pytest by which `make test-docs` runs code blocks.

It is loaded before Django is set up, so what needs Django is imported when the first document is collected.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Any:
    """Collect the code blocks of a Markdown file."""
    if file_path.suffix != ".md":
        return None
    from tests.documentation.code_blocks import collect

    return collect(file_path, parent)


@pytest.fixture(scope="session")
def _database(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Blocks may use the database, and so may the processes that they start: nothing is rolled back behind them.

    Made here and not by pytest-django, which makes the databases that tests are marked with, and blocks have no marks.
    """
    from django.contrib.auth.models import User
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        configuration = setup_databases(verbosity=0, interactive=False)
        User.objects.create_user("ada")
        yield
        teardown_databases(configuration, verbosity=0)


@pytest.fixture(scope="session")
def _servers() -> Iterator[Any]:
    """What starts Redis and a site that is served, once a block needs them."""
    from tests.live.asgi_process import serve
    from tests.redis_process import redis_process

    with ExitStack() as stack:
        redis = cache(lambda: stack.enter_context(redis_process()))
        site = cache(lambda: stack.enter_context(serve(REDIS_URL=redis())))
        yield {"redis": redis, "site": site}
