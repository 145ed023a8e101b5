"""How many calls are let through: the cap, the order, and how it gives way, worked by hand."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from srkit.models.throttle import Throttle
from srkit.records.ahead import Stopped


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


def test_no_more_than_the_cap_and_first_come_first_served() -> None:
    async def work() -> None:
        throttle, order, most = Throttle(3), [], 0

        async def call(k: int) -> None:
            nonlocal most
            await throttle.enter()
            most = max(most, throttle.active)
            order.append(k)
            await asyncio.sleep(0.002)
            throttle.leave()

        await asyncio.gather(*(call(k) for k in range(20)))
        assert most == 3 and order == list(range(20)) and throttle.active == 0

    run(work())


def test_a_burst_that_is_refused_cuts_to_what_the_server_took() -> None:
    async def work() -> None:
        throttle = Throttle(64)
        numbers = [await throttle.enter() for _ in range(64)]
        for number in numbers[24:]:  # the server took 24 and refused 40
            throttle.refused(number, 0.0)
            throttle.leave()
        assert throttle.active == 24
        assert throttle.limit == 24.0  # 64 · 0.85 = 54.4 first, then one less for each that left

    run(work())


def test_a_later_refusal_cuts_by_a_share_and_answers_let_it_grow() -> None:
    async def work() -> None:
        throttle = Throttle(20)
        first = [await throttle.enter() for _ in range(20)]
        throttle.refused(first[0], 0.0)
        assert throttle.limit == pytest.approx(17.0)  # 20 · 0.85
        throttle.refused(first[1], 0.0)  # begun under the old limit: no share is cut again
        assert throttle.limit == pytest.approx(17.0)
        for _ in range(17 * 4):
            throttle.answered()
        assert throttle.limit == pytest.approx(18.0, abs=0.1)  # 0.25 a limit of answers
        for _ in range(10_000):
            throttle.answered()
        assert throttle.limit == 20, "never above the cap"

    run(work())


def test_one_call_is_always_let_through() -> None:
    async def work() -> None:
        throttle = Throttle(2)
        for _ in range(10):
            number = await throttle.enter()
            throttle.refused(number, 0.0)
            throttle.leave()
        assert throttle.limit == 1.0

    run(work())


def test_a_wait_that_the_server_asks_for_holds_everybody_up() -> None:
    async def work() -> None:
        throttle, loop = Throttle(8), asyncio.get_running_loop()
        number = await throttle.enter()
        start = loop.time()
        throttle.refused(number, 0.1)
        throttle.leave()
        await throttle.enter()
        assert loop.time() - start >= 0.099

    run(work())


def test_a_call_that_is_given_up_while_it_waits_leaves_no_hole() -> None:
    async def work() -> None:
        throttle = Throttle(1)
        await throttle.enter()
        waiting = [asyncio.ensure_future(throttle.enter()) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        throttle.leave()
        waiting[1].cancel()  # it was let in by now
        await asyncio.gather(*waiting[:2], return_exceptions=True)
        await asyncio.wait_for(waiting[2], 1)
        assert throttle.active == 1

    run(work())


def test_stopping_ends_all_that_wait() -> None:
    async def work() -> None:
        throttle = Throttle(1)
        await throttle.enter()
        waiting = asyncio.ensure_future(throttle.enter())
        await asyncio.sleep(0)
        throttle.stop()
        with pytest.raises(Stopped):
            await waiting
        with pytest.raises(Stopped):
            await throttle.enter()

    run(work())
