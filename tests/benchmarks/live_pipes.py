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
import resource
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from tests.benchmarks import report
from tests.benchmarks.live_table import COLUMNS, Round, Scenario, row, show, text
from tests.redis_process import redis_process
from tests.server_process import free_port
from tests.site_process import PROJECT, environment, wait_until_it_answers

KINDS = ("bare", "ours")
CHANNELS = ["one", "two", "three", "four"]
PATIENCE = 60.0  # seconds that sockets may take to open, and messages to arrive after the last was sent


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
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


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


async def send_all(address: str, kind: str, scenario: Scenario, redis: str, limit: float) -> None:
    """Have the messages published within some seconds: by the server itself, or with Redis by another process."""
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
        try:
            await publisher.wait()
        finally:
            with contextlib.suppress(ProcessLookupError):
                publisher.kill()
        return
    names = ",".join(scenario.channels)
    url = f"http://{address}/?kind={kind}&channels={names}&count={scenario.count}&interval={scenario.interval}"
    await asyncio.to_thread(lambda: urllib.request.urlopen(url, timeout=limit).close())


async def run(address: str, pid: int, kind: str, scenario: Scenario, redis: str) -> Round:
    """One scenario with one kind of consumer."""
    found = Round(sent=scenario.sockets * scenario.count)
    sockets = []
    for first in range(0, scenario.sockets, 50):
        names = [scenario.channels[n % len(scenario.channels)] for n in range(first, min(first + 50, scenario.sockets))]
        sockets += await asyncio.gather(*(opened(address, kind, name) for name in names))
    before, begin = cpu_seconds(pid), time.monotonic()
    listening = [asyncio.create_task(listen(socket, found, scenario.count)) for socket in sockets]
    limit = scenario.count * scenario.interval + PATIENCE
    sending = asyncio.create_task(send_all(address, kind, scenario, redis, limit))
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
    if not found.delivered:
        raise RuntimeError("nothing arrived")
    return found


def scenarios(quick: bool) -> list[Scenario]:
    """The table: a steady load, messages that meet no others, then as fast as possible with more and more sockets.

    There are so few messages at once that the bare consumer's queue is empty before `PATIENCE` ends.
    """
    if quick:
        return [Scenario("one at a time", 100, 8, 0.25, ["one"])]
    return [
        Scenario("2 per second, 10 s", 1000, 20, 0.5, CHANNELS),
        Scenario("one at a time", 500, 12, 0.5, ["one"]),
        *(Scenario("as fast as possible", sockets, count, 0, ["one"]) for sockets, count in FAST),
    ]


FAST = [(1, 500), (100, 100), (500, 30), (1000, 10)]


def allow_many_sockets() -> None:
    """Let this process and those that it starts have as many open files as they may."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def measure(redis: str, quick: bool, rounds: int) -> tuple[list[list[str]], bool]:
    """The rows of the table, and whether all of ours arrived in order; a load that fails is left out, and said."""
    rows, is_good = [], True
    for scenario in scenarios(quick):
        found: dict[str, list[Round]] = {kind: [] for kind in KINDS}
        try:
            for number in range(rounds):
                # In turns, so that what else the machine does meets both.
                for kind in KINDS if number % 2 else reversed(KINDS):
                    with server(redis) as (address, pid):
                        found[kind].append(asyncio.run(run(address, pid, kind, scenario, redis)))
        except (AssertionError, OSError, RuntimeError, WebSocketException) as error:
            print(f"{scenario.title}, {scenario.sockets} sockets, {kind}: {error!r}")
            is_good &= kind != "ours"
            continue
        for kind in KINDS:
            rows.append(row(scenario, kind, found, bool(redis)))
            show(rows[-1])
        is_good &= all(one.delivered == one.sent and not one.out_of_order for one in found["ours"])
    return rows, is_good


def measure_both(quick: bool, rounds: int) -> Iterator[tuple[list[list[str]], bool]]:
    """What was measured so far: in memory, and unless it is a quick look then with Redis beside it."""
    show(COLUMNS)
    rows, is_good = measure("", quick, rounds)
    yield rows, is_good
    if quick:
        return
    try:
        with redis_process() as redis:
            more, is_good_too = measure(redis, quick, rounds)
    except OSError as error:
        print(f"Redis: {error}")
        return
    yield [*rows, *more], is_good and is_good_too


def main() -> int:
    parser = argparse.ArgumentParser(description="Live pipes beside plain group_send with a bare consumer.")
    parser.add_argument("--quick", action="store_true", help="fewer sockets and messages")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each load")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    options = parser.parse_args()
    allow_many_sockets()
    is_good = True
    for rows, have_all_arrived in measure_both(options.quick, options.rounds):
        is_good &= have_all_arrived
        if options.write:
            report.put("live pipes", text(rows))
    if not is_good:
        print("Our pipes lost messages or changed their order.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
