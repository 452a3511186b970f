"""What a process holds does not grow with the visitors it has had."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import psutil

from tests.core.apps_for_tests import callback_body
from tests.site_process import Visitor
from tests.stress.conftest import THREADS
from tests.stress.scale import scaled

VISITORS = scaled(20, 1000)
# Of 1,000 visitors that is 4 KB each: less than their page, layout or request is.
MOST = 4 * 1024 * 1024


def visit(base: str, number: int) -> None:
    visitor = Visitor(base)
    visitor.get(f"/dash/app/Echo/?visitor={number}")
    visitor.get("/dash/app/Echo/_dash-layout")
    visitor.post("/dash/app/Echo/_dash-update-component", callback_body(value=f"colour {number}"))


def test_visitors_without_sessions_leave_nothing_in_the_process(site, figure):
    process = psutil.Process(int(Visitor(site.url).get("/process/")))
    with ThreadPoolExecutor(THREADS) as pool:
        # What is kept for the whole process is made by the first; threads and allocators reach their size.
        list(pool.map(partial(visit, site.url), range(-VISITORS // 4 - 20, 0)))
        before = process.memory_info().rss
        list(pool.map(partial(visit, site.url), range(VISITORS)))
    grown = process.memory_info().rss - before
    assert grown < MOST
    figure(
        f"{VISITORS} visitors without sessions, {site.server}: the process of {before / 2**20:.0f} MB "
        f"has grown by {grown / 2**20:.1f} MB"
    )
