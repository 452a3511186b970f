"""The benchmark itself: it measures what a server spends, reads what its tools say, and writes its page."""

import shutil
import sys

import pytest

from tests.benchmarks import peers, report, table
from tests.benchmarks.__main__ import live_rows, page_parts
from tests.benchmarks.live_pipes import COLUMNS
from tests.benchmarks.load import Work, answers, ask_with_python, ask_with_wrk, cost, lua
from tests.benchmarks.scenes import CALLBACK_BODY
from tests.site_process import PROJECT

WRK = """Running 1s test @ http://127.0.0.1:1/
  2 threads and 2 connections
  4310 requests in 1.00s, 1.22MB read
Requests/sec:   4306.02
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    database = str(tmp_path_factory.mktemp("bench") / "site.sqlite3")
    variables = {**peers.SITE, "BENCH_DATABASE": database}
    peers.migrate(sys.executable, variables, PROJECT)
    peers.make_states(variables)
    with peers.site(database) as server:
        yield server


def test_every_line_of_the_table_is_answered_by_our_site(site):
    for line in table.lines(table.path_with_arguments(site.url)):
        _name, work = line.asked["ours"]
        assert work.once(site.url), line.title
    assert b'"value":-4' in Work("/dash/instance/saved-20/_dash-layout").once(site.url)
    assert b'"value":-4' in Work(table.path_with_arguments(site.url) + "_dash-layout").once(site.url)


def test_a_request_costs_cpu_and_a_refused_one_is_an_error(site):
    callback = Work(table.SMALL + table.UPDATE, CALLBACK_BODY)
    assert cost(site, callback, 1) > 0
    assert ask_with_python(site.url, callback, 1) > 0
    assert site.memory() > 1e6
    with pytest.raises(RuntimeError, match="404"):
        ask_with_python(site.url, Work("/nowhere/"), 1)
    if shutil.which("wrk"):
        with pytest.raises(RuntimeError, match="requests failed"):
            ask_with_wrk(site.url, Work("/nowhere/"), 1)


def test_a_page_with_five_frames_takes_the_bundles_once(site):
    one, five = (table.frames_bytes(site.url, kind) for kind in ("one", "five"))
    assert one > 1e6
    assert five < 1.1 * one


def test_what_wrk_says_is_read():
    assert answers(WRK, "/") == 4310
    with pytest.raises(RuntimeError, match="12 requests failed"):
        answers(f"{WRK}  Non-2xx or 3xx responses: 12\n", "/")
    with pytest.raises(RuntimeError):
        answers("nothing", "/")
    script = lua(Work("/", {"a": 'quote " here'}))
    assert 'wrk.method = "POST"' in script
    assert '"X-CSRFToken"' in script


def test_the_page_of_figures_is_written_between_its_marks(tmp_path):
    costs = {(line.title, peer): 1.0 for line in table.lines("/") for peer in line.asked if line.title != table.NO_TAGS}
    live = [dict.fromkeys(COLUMNS, "1") | {"load": "one at a time", "sockets": "500", "consumer": "ours"}]
    besides = live_rows([list(row.values()) for row in live])
    curves = {name: [(1, 0.5), (10, 1.0), (100, 20.0)] for name in ("apps", "components", "values")}
    text = "\n\n".join(page_parts(costs, curves, besides))
    assert "| one callback, two components | at most 1.25 x bare Django view | 1.00 | yes |" in text
    assert "| one callback, two components | at most 0.55 x Dash on Flask, asgiref installed | 1.00 | no |" in text
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- table -->\nold\n<!-- end of table -->\nafter\n")
    report.put("table", text, page)
    report.put("table", text, page)
    assert page.read_text() == f"before\n<!-- table -->\n\n{text}\n\n<!-- end of table -->\nafter\n"
    with pytest.raises(ValueError, match="no part"):
        report.put("other", text, page)
    for part in ("table", "live pipes"):
        assert f"<!-- {part} -->" in report.PAGE.read_text()
    drawing = report.plot("title", "how many", "ms", curves)
    assert drawing.count("<polyline ") == len(curves)
    assert drawing.count("<circle ") == 9
