"""How many calls may be under way: a cap that gives way when a server says that it is too much.

A 429 cuts the limit to what the server did take, and answers let it grow again, slowly: additive
increase, multiplicative decrease.
"""

import asyncio
import heapq

from srkit.records.ahead import PLACE, Stopped

CUT = 0.85  # of the limit, at most once for the calls that were begun under it
GROWTH = 0.25  # of a call for a whole limit of answers


class Throttle:
    """Lets calls through: those of earlier rows first, then the one that waited longest."""

    def __init__(self, cap: int) -> None:
        self.cap = cap
        self.abreast = 1  # rows that are served alike
        self.limit = float(cap)
        self.active = 0
        self.is_stopped = False
        self._begun = 0  # calls so far,
        self._cut_at = 0  # and when the limit was cut last
        self._opens_at = 0.0
        self._asked = 0
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []

    async def enter(self) -> int:
        """Wait for a place; return the number of this call."""
        if self.is_stopped:
            raise Stopped
        turn = asyncio.get_running_loop().create_future()
        self._asked += 1
        heapq.heappush(self._waiting, (PLACE.get() // self.abreast, self._asked, turn))
        self._admit()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.leave()  # it was let in while it was given up
            raise
        self._begun += 1
        return self._begun

    def leave(self) -> None:
        """Give the place back."""
        self.active -= 1
        self._admit()

    def answered(self) -> None:
        """Let a little more through."""
        self.limit = min(self.cap, self.limit + GROWTH / self.limit)

    def refused(self, number: int, wait_s: float) -> None:
        """Let less through: this call, which is still inside, was one too many."""
        if number > self._cut_at:
            self._cut_at = self._begun
            self.limit = max(1.0, min(self.limit, self.active) * CUT)
        else:
            self.limit = max(1.0, min(self.limit, self.active - 1))
        if wait_s:
            loop = asyncio.get_running_loop()
            self._opens_at = max(self._opens_at, loop.time() + wait_s)
            loop.call_later(wait_s, self._admit)

    def stop(self) -> None:
        """Let nobody through any more."""
        self.is_stopped = True
        while self._waiting:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_exception(Stopped())

    def _admit(self) -> None:
        now = asyncio.get_running_loop().time()
        while self._waiting and self.active < int(self.limit) and now >= self._opens_at:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                self.active += 1
                turn.set_result(None)
