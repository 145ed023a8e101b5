"""Rows that wait for models: order, errors, what ends a run, Ctrl-C."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from srkit.errors import DataError, RowError, SrkitError
from srkit.records import ahead
from srkit.records.ahead import Stopped, each_ahead
from srkit.records.flow import Result, flatten


class Calls:
    """A service that counts, and whose calls end when it is stopped."""

    def __init__(self) -> None:
        self.opened = self.closed = 0
        self.active = self.most = 0
        self.stopped = threading.Event()

    async def open(self) -> None:
        self.opened += 1

    async def close(self) -> None:
        self.closed += 1

    def stop(self) -> None:
        self.stopped.set()

    async def wait(self, seconds: float) -> None:
        if self.stopped.is_set():
            raise Stopped
        self.active += 1
        self.most = max(self.most, self.active)
        try:
            await asyncio.sleep(seconds)
        finally:
            self.active -= 1


def run(waits: list[float], calls: Calls, at_a_time: int = 4) -> Iterator[dict]:
    async def work(row: dict) -> Result:
        await calls.wait(row["wait"])
        if row["id"] == 5:
            raise RowError("no good")
        return Result([row])

    rows = ({"id": k, "wait": wait} for k, wait in enumerate(waits))
    return flatten(each_ahead("search", work, rows, at_a_time, calls))


def test_rows_come_in_order_and_so_many_at_a_time() -> None:
    calls = Calls()
    rows = list(run([0.06, 0.01, 0.03, 0.0, 0.02, 0.01, 0.0, 0.02], calls))
    assert [row["id"] for row in rows] == list(range(8))
    assert rows[5]["error"] == {"stage": "search", "type": "RowError", "message": "no good"}
    assert (calls.most, calls.opened, calls.closed) == (4, 1, 1)


def test_one_at_a_time_gives_a_row_before_it_reads_the_next() -> None:
    read = []

    def rows() -> Iterator[dict]:
        for k in range(3):
            read.append(k)
            yield {"id": k}

    async def work(row: dict) -> Result:
        return Result([row])

    results = each_ahead("search", work, rows(), 1, Calls())
    next(results)
    assert read == [0]


def test_rows_of_an_earlier_stage_that_failed_pass() -> None:
    async def work(row: dict) -> Result:
        raise AssertionError

    failed = {"id": "x", "error": {"stage": "describe", "type": "RowError", "message": "m"}}
    assert list(each_ahead("search", work, [failed], 2, Calls())) == [Result([failed])]


def test_what_ends_the_run_waits_for_what_is_under_way_but_not_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ahead, "LAST_WAIT_S", 0.3)
    calls, ended = Calls(), []

    async def work(row: dict) -> Result:
        await calls.wait(row["wait"])
        ended.append(row["id"])
        if row["id"] == 1:
            raise SrkitError("401")
        return Result([row])

    loop_time = asyncio.new_event_loop().time
    start = loop_time()
    rows = [{"id": 0, "wait": 30.0}, {"id": 1, "wait": 0.05}, {"id": 2, "wait": 0.15}]
    with pytest.raises(SrkitError, match="401"):
        list(each_ahead("search", work, rows, 4, calls))
    assert loop_time() - start < 5 and calls.active == 0 and calls.closed == 1
    assert ended == [1, 2] and calls.stopped.is_set()


def test_a_line_that_cant_be_read_ends_the_run_after_what_came_before_it() -> None:
    def rows() -> Iterator[dict]:
        yield {"id": 0}
        yield {"id": 1}
        raise DataError("t.jsonl:3: not JSON")

    async def work(row: dict) -> Result:
        await asyncio.sleep(0.02)
        return Result([row])

    found = []
    with pytest.raises(DataError, match=":3:"):
        for result in each_ahead("search", work, rows(), 8, Calls()):
            found += result.rows
    assert [row["id"] for row in found] == [0, 1]


def interrupted_after(count: int, calls: Calls) -> Iterator[dict]:
    for k in range(count):
        yield {"id": k}
    while calls.active < count:
        time.sleep(0.001)
    raise KeyboardInterrupt


def test_ctrl_c_lets_what_is_under_way_end_and_begins_nothing() -> None:
    calls, ended = Calls(), []

    async def work(row: dict) -> Result:
        await calls.wait(0.05)
        ended.append(row["id"])
        if row["id"] == 2:
            await calls.wait(0.05)  # a second call, which is not begun any more
        return Result([row])

    found = []
    with pytest.raises(KeyboardInterrupt):
        for result in each_ahead("search", work, interrupted_after(4, calls), 8, calls):
            found += [row["id"] for row in result.rows]
    assert sorted(ended) == [0, 1, 2, 3], "all four calls ended"
    assert found == [0, 1], "and the rows up to the first that is not whole were given out"
    assert calls.closed == 1


def test_nobody_who_reads_on_drops_what_is_under_way() -> None:
    calls = Calls()
    results = run([0.0, 20.0, 20.0], calls)
    next(results)
    start = threading.active_count()
    results.close()
    assert calls.active == 0 and calls.closed == 1 and threading.active_count() < start + 1


def test_a_service_that_cant_be_opened_ends_the_run() -> None:
    class Locked(Calls):
        async def open(self) -> None:
            raise SrkitError("another process is using this journal")

    work: Callable = None  # type: ignore[assignment]
    with pytest.raises(SrkitError, match="journal"):
        list(each_ahead("search", work, [{"id": 1}], 2, Locked()))
