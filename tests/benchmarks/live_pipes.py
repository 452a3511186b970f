"""Live pipes beside plain ``group_send`` with a bare consumer: deliveries a second, latency, CPU of the server.

    python -m tests.benchmarks.live_pipes            the whole table, some minutes
    python -m tests.benchmarks.live_pipes --quick    a short look
    python -m tests.benchmarks.live_pipes --write    and write docs/performance.md

Everything runs on this machine: a server process of its own for each round, this process with the sockets, and with
Redis a third that publishes. It ends with 1 where our pipes lost a message or changed the order.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import channels
import daphne
import django
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.benchmarks import report
from tests.redis_process import redis_process
from tests.server_process import free_port
from tests.site_process import PROJECT, environment, wait_until_it_answers

KINDS = ("bare", "ours")
CHANNELS = ["one", "two", "three", "four"]
PATIENCE = 60.0


@dataclass
class Scenario:
    """`count` messages to each of some channels, on which `sockets` listen in equal parts."""

    title: str
    sockets: int
    count: int
    interval: float
    channels: list[str]
    is_repeated: bool = True


@dataclass
class Round:
    """What came of one scenario."""

    sent: int
    delivered: int = 0
    out_of_order: int = 0
    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        return self.delivered / self.seconds

    def percentile(self, percent: int) -> float:
        """Milliseconds."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


@contextlib.contextmanager
def server(redis: str) -> Iterator[tuple[str, int]]:
    """A daphne; its address and its process id."""
    port = free_port()
    command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "-v", "0"]
    process = subprocess.Popen(
        [*command, "tests.benchmarks.live_asgi:application"],
        env=environment("tests.benchmarks.live_settings", REDIS_URL=redis),
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until_it_answers(process, f"http://127.0.0.1:{port}/")  # type: ignore[arg-type]
        yield f"127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(20)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process."""
    values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(values[11]) + int(values[12])) / os.sysconf("SC_CLK_TCK")


async def listen(socket: ClientConnection, found: Round, expected: int) -> None:
    """Take `expected` messages of one channel, as a page does."""
    last = -1
    while expected:
        text = await socket.recv()
        arrived = time.monotonic()
        message = json.loads(text)
        if message.get("type") == "ack":
            await socket.send(text)
        if "value" not in message:
            continue
        number, sent = message["value"]
        found.delivered += 1
        found.out_of_order += number <= last
        found.latencies.append(arrived - sent)
        last = number
        expected -= 1


async def opened(address: str, kind: str, channel: str) -> ClientConnection:
    """A socket that listens to a channel."""
    socket = await connect(
        f"ws://{address}/{kind}?channel={channel}",
        origin=f"http://{address}",  # type: ignore[arg-type]
        compression=None,
        open_timeout=PATIENCE,
        ping_interval=None,
    )
    if kind == "ours":
        await socket.send(json.dumps({"type": "subscribe", "channels": [channel]}))
        while json.loads(await socket.recv()).get("type") != "subscribed":
            continue
    return socket


async def send_all(address: str, kind: str, scenario: Scenario, redis: str) -> None:
    """Have the messages published: by the server itself, or with Redis by another process."""
    if redis:
        arguments = [kind, ",".join(scenario.channels), str(scenario.count), str(scenario.interval)]
        publisher = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.benchmarks.live_publisher",
            *arguments,
            env=environment("tests.benchmarks.live_settings", REDIS_URL=redis),
            cwd=PROJECT,
        )
        await publisher.wait()
        return
    names = ",".join(scenario.channels)
    url = f"http://{address}/?kind={kind}&channels={names}&count={scenario.count}&interval={scenario.interval}"
    await asyncio.to_thread(lambda: urllib.request.urlopen(url, timeout=600).close())


async def run(address: str, pid: int, kind: str, scenario: Scenario, redis: str) -> Round:
    """One scenario with one kind of consumer."""
    found = Round(sent=scenario.sockets * scenario.count)
    sockets = []
    for first in range(0, scenario.sockets, 50):
        names = [scenario.channels[n % len(scenario.channels)] for n in range(first, min(first + 50, scenario.sockets))]
        sockets += await asyncio.gather(*(opened(address, kind, name) for name in names))
    before, begin = cpu_seconds(pid), time.monotonic()
    listening = [asyncio.create_task(listen(socket, found, scenario.count)) for socket in sockets]
    sending = asyncio.create_task(send_all(address, kind, scenario, redis))
    limit = scenario.count * scenario.interval + PATIENCE
    _done, waiting = await asyncio.wait([*listening, sending], timeout=limit)
    found.seconds = time.monotonic() - begin
    found.cpu = cpu_seconds(pid) - before
    for task in waiting:
        task.cancel()
    ended = await asyncio.gather(*listening, sending, return_exceptions=True)
    for error in {type(error): error for error in ended if isinstance(error, Exception)}.values():
        print("  ", kind, "socket ended:" if isinstance(error, ConnectionClosed) else "failed:", repr(error))
    for first in range(0, len(sockets), 50):
        await asyncio.gather(*(socket.close() for socket in sockets[first : first + 50]))
    return found


def scenarios(quick: bool) -> list[Scenario]:
    """The table: a steady load, messages that meet no others, then as fast as it goes with more and more sockets."""
    fast = [Scenario("as fast as it goes", sockets, count, 0, ["one"]) for sockets, count in FAST]
    alone = Scenario("one at a time", 500, 12, 0.5, ["one"])
    if quick:
        return [Scenario("2 a second, 3 s", 200, 6, 0.5, CHANNELS, is_repeated=False), alone, *fast[:2]]
    return [Scenario("2 a second, 30 s", 1000, 60, 0.5, CHANNELS, is_repeated=False), alone, *fast]


FAST = [(1, 2000), (100, 200), (500, 60), (1000, 30)]


def measure(redis: str, quick: bool, rounds: int) -> tuple[list[list[str]], bool]:
    """The rows of the table, and whether all of ours arrived in order."""
    rows, is_good = [], True
    for scenario in scenarios(quick):
        found: dict[str, list[Round]] = {kind: [] for kind in KINDS}
        for number in range(rounds if scenario.is_repeated else 1):
            # In turns, so that what else the machine does meets both.
            for kind in KINDS if number % 2 else reversed(KINDS):
                with server(redis) as (address, pid):
                    found[kind].append(asyncio.run(run(address, pid, kind, scenario, redis)))
        for kind in KINDS:
            rows.append(row(scenario, kind, found, bool(redis)))
            show(rows[-1])
        is_good &= all(one.delivered == one.sent and not one.out_of_order for one in found["ours"])
    return rows, is_good


# Headings, and the width of each column on the screen.
COLUMNS = {
    "layer": 9,
    "load": 18,
    "sockets": 7,
    "consumer": 8,
    "delivered": 15,
    "out of order": 12,
    "a second": 8,
    "p50 ms": 8,
    "p95 ms": 8,
    "p99 ms": 8,
    "CPU us": 6,
    "rate / bare": 11,
    "p50 / bare": 10,
    "p99 / bare": 10,
    "CPU / bare": 10,
}


def show(cells: Iterable[str]) -> None:
    """Print a line of the table."""
    print("  ".join(f"{cell:>{width}}" for cell, width in zip(cells, COLUMNS.values(), strict=True)), flush=True)


def row(scenario: Scenario, kind: str, found: dict[str, list[Round]], is_redis: bool) -> list[str]:
    """One line of the table: the medians of the rounds; the ratios are those of rounds beside each other."""
    mine = found[kind]

    def middle(name: str) -> float:
        return statistics.median(getattr(one, name) for one in mine)

    pairs = list(zip(mine, found["bare"], strict=True))
    cpu = [one.cpu / max(one.delivered, 1) for one in mine]
    bare_cpu = [bare.cpu / max(bare.delivered, 1) for bare in found["bare"]]
    return [
        "Redis" if is_redis else "in memory",
        scenario.title,
        str(scenario.sockets),
        kind,
        f"{sum(one.delivered for one in mine)}/{sum(one.sent for one in mine)}",
        str(sum(one.out_of_order for one in mine)),
        f"{middle('rate'):.0f}",
        *(f"{middle_latency(mine, percent):.1f}" for percent in (50, 95, 99)),
        f"{1e6 * statistics.median(cpu):.0f}",
        f"{statistics.median(one.rate / bare.rate for one, bare in pairs):.2f}",
        *(f"{middle_ratio(pairs, percent):.2f}" for percent in (50, 99)),
        f"{statistics.median(one / bare for one, bare in zip(cpu, bare_cpu, strict=True)):.2f}",
    ]


def middle_latency(rounds: list[Round], percent: int) -> float:
    """The median of the rounds' percentiles, in milliseconds."""
    return statistics.median(one.percentile(percent) for one in rounds if one.latencies)


def middle_ratio(pairs: list[tuple[Round, Round]], percent: int) -> float:
    """The median of what our rounds' percentiles are beside those of the bare ones."""
    both = [(one, bare) for one, bare in pairs if one.latencies and bare.latencies]
    return statistics.median(one.percentile(percent) / bare.percentile(percent) for one, bare in both)


def write(rows: list[list[str]]) -> None:
    """Put the table into docs/performance.md."""
    versions = f"Python {platform.python_version()}, Django {django.__version__}, Channels {channels.__version__}"
    report.put("live pipes", f"{versions}, Daphne {daphne.__version__}.\n\n{report.table(COLUMNS, rows)}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Live pipes beside plain group_send with a bare consumer.")
    parser.add_argument("--quick", action="store_true", help="fewer sockets and messages")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each load but the longest")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    options = parser.parse_args()
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    show(COLUMNS)
    rows, is_good = measure("", options.quick, options.rounds)
    with redis_process() as redis:
        more, is_good_too = measure(redis, options.quick, options.rounds)
    if options.write:
        write([*rows, *more])
    if not (is_good and is_good_too):
        print("Our pipes lost messages or changed their order.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
