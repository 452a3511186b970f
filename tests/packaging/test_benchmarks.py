"""The benchmark itself: it measures what a server spends, reads what its tools say, and writes its page."""

import contextlib
import shutil
import subprocess

import pytest

from tests.benchmarks import browser_weight, peers, report, table
from tests.benchmarks.__main__ import Bench, costs_text, growth_text, live_rows
from tests.benchmarks.live_table import COLUMNS
from tests.benchmarks.load import Work, answers, ask_with_python, ask_with_wrk, cost, lua
from tests.benchmarks.scenes import CALLBACK_BODY

WRK = """Running 1s test @ http://127.0.0.1:1/
  2 threads and 2 connections
  4310 requests in 1.00s, 1.22MB read
Requests/sec:   4306.02
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    database = str(tmp_path_factory.mktemp("bench") / "site.sqlite3")
    peers.make_database(database)
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


def test_the_start_of_a_site_imports_what_there_is():
    assert isinstance(table.import_milliseconds(1), float)


@pytest.fixture(scope="module")
def weighed(browser, tmp_path_factory):
    """Visits of a browser, cold and warm, by way and number of apps; our own routes serve the bundles."""
    folder = tmp_path_factory.mktemp("weight")
    with browser_weight.site(folder, browser_weight.prepare(folder, finders="")) as on:
        pages = [("frames", 1), ("frames", 5), ("direct", 5)]
        return {page: browser_weight.cold_and_warm(browser, on, *page) for page in pages}


@pytest.mark.parametrize("way", browser_weight.WAYS)
def test_a_page_with_five_apps_takes_each_file_once_and_none_on_the_next_visit(weighed, way):
    (one, _again), (cold, warm) = weighed["frames", 1], weighed[way, 5]
    files = [request for request in cold.asked if "/static/" in request or "_dash-component-suites" in request]
    assert len([request for request in files if "dash_renderer" in request]) == 1
    assert len(files) == len(set(files))
    assert 1_000_000 < one.size < cold.size < 1.1 * one.size
    assert not set(files) & set(warm.asked)
    assert all(request.endswith(" 200") for request in [*cold.asked, *warm.asked])
    assert 0 < warm.size < 0.1 * cold.size
    assert cold.milliseconds > 0


def test_what_a_page_weighs_is_written_as_medians():
    visits = [
        browser_weight.Visit(size, ["GET /"] * count, size / 1000) for size, count in ((9000, 3), (7000, 5), (8000, 4))
    ]
    middle = browser_weight.median(visits)
    assert (middle.size, len(middle.asked), middle.milliseconds) == (8000, 4, 8.0)
    both = middle, browser_weight.Visit(1000, ["GET /"], 2.0)
    found = {("frames", browser_weight.STATICFILES, count): both for count in (1, 5)}
    assert "| 5 | frames | `staticfiles`, gzip | 8 | 1 | 4 | 1 | 8 | 2 |" in browser_weight.text(found, "1")
    assert browser_weight.five_beside_one(found)[-1] == "1.00 x 0.01 MB"


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
    curves = {name: [(1, 0.5), (10, 1.0), (100, 20.0)] for name in ("apps", "components", "values")}
    text = costs_text(costs)
    assert "| one callback, two components | at most 1.25 x bare Django view | 1.00 | yes |" in text
    assert "| one callback, two components | at most 0.55 x Dash on Flask with asgiref | 1.00 | no |" in text
    assert "| apps (a callback) | 1: 0.50 | 10: 1.00 | 100: 20.00 |" in growth_text(curves)
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- table -->\nold\n<!-- end of table -->\nafter\n")
    report.put("table", text, page)
    report.put("table", text, page)
    assert page.read_text() == f"before\n<!-- table -->\n\n{text}\n\n<!-- end of table -->\nafter\n"
    with pytest.raises(ValueError, match="no part"):
        report.put("other", text, page)
    for part in ("table", "besides", "growth", "browser weight", "live pipes"):
        assert f"<!-- {part} -->" in report.PAGE.read_text()
    drawing = report.plot("title", "how many", "ms", curves)
    assert drawing.count("<polyline ") == len(curves)
    assert drawing.count("<circle ") == 9


def test_a_peer_that_fails_is_said_and_takes_nothing_along(site, monkeypatch):
    def fail():
        raise subprocess.CalledProcessError(1, "pip")

    def cost(server, work, _seconds):
        if work.path == "/bare/":
            raise RuntimeError("refused\nat length")
        return 1.0

    starts = {"ours": lambda: contextlib.nullcontext(site), "flask": fail}
    monkeypatch.setattr(table, "starts", lambda _database: starts)
    monkeypatch.setattr(table, "cost", cost)
    said = []
    costs = table.measure("", 1, 2, said.append)
    assert {peer for _line, peer in costs} == {"ours"}
    assert {line for line, _peer in costs} == {line.title for line in table.lines("/")} - {table.NO_TAGS}
    assert "flask: cannot be started" in said[0]
    assert f"{table.CALLBACK}: bare Django view: refused" in said


def test_a_peer_that_was_not_measured_is_left_out():
    everything = [(line.title, peer) for line in table.lines("/") for peer in line.asked]
    costs = table.less_empty_template({key: 2.0 for key in everything if "predecessor" not in key})
    assert costs[table.TAGS, "ours"] == 0
    assert (table.TAGS, "predecessor") not in costs
    del costs[table.CALLBACK, "bare"]
    assert "| one callback, two components | at most 1.25 x bare Django view |  | not measured |" in costs_text(costs)
    assert "| app page (index) | at most 0.8 x Dash on Flask | 1.00 | no |" in costs_text(costs)


def test_what_is_measured_beside_the_table_is_collected(capsys):
    bench = Bench("", quick=True)
    cells = dict.fromkeys(COLUMNS, "1") | {"load": "one at a time", "sockets": "500", "layer": "Redis"}
    rows = [list((cells | {"consumer": consumer}).values()) for consumer in ("bare", "ours")]
    for _time in range(2):
        bench.put_beside(*live_rows(rows))
        bench.put_beside(["other", "1 ms", "2 ms"])
    title = "live message to 500 sockets, Redis, compared with plain `group_send`"
    assert bench.besides == [[title, "1.15 x", "1 x the CPU time, 1 x the latency"], ["other", "1 ms", "2 ms"]]
    assert "| other | 1 ms | 2 ms |" in capsys.readouterr().out


def test_an_environment_is_made_anew_when_its_requirements_change(tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr(peers, "PROJECT", tmp_path)
    monkeypatch.setattr(peers, "FOLDER", tmp_path)
    (tmp_path / ".venv-bench").mkdir()
    monkeypatch.setattr(peers.subprocess, "run", lambda command, check: made.append(command))
    for requirements, commands in (("dash==4.4.1", 2), ("dash==4.4.1", 2), ("dash==4.4.2", 4)):
        (tmp_path / "requirements.txt").write_text(requirements)
        assert peers.environment("bench", "requirements.txt").startswith(str(tmp_path))
        assert len(made) == commands
