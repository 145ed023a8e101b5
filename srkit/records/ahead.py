"""A stage whose rows wait for models: several are worked on at a time, results keep their order.

The work is done by an event loop in a thread of its own, so that replies are taken in while the
rows before them are written, however slow whoever reads them is.
"""

import asyncio
import contextlib
import logging
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar

from srkit.records.flow import Result, failure, is_error
from srkit.records.rows import Row

T = TypeVar("T")

# The place of the row that is worked on: what is scarce goes to the first of them.
PLACE: ContextVar[int] = ContextVar("place", default=0)

LAST_WAIT_S = 10.0  # for what is under way when the run ends

log = logging.getLogger("srkit")


class Stopped(Exception):
    """No more is asked: the run was interrupted."""


class Service(Protocol):
    """What the work needs while it goes on: connections, open files."""

    async def open(self) -> None:
        """Make it ready."""
        ...

    async def close(self) -> None:
        """Give it back."""
        ...

    def stop(self) -> None:
        """Begin nothing new; what waits for it ends with `Stopped`."""
        ...


def each_ahead(
    stage: str,
    work: Callable[[Row], Awaitable[Result]],
    rows: Iterable[Row],
    at_a_time: int,
    service: Service,
) -> Iterator[Result]:
    """Apply `work` to every row that has no error, to so many of them at a time.

    Ctrl-C begins nothing new, lets what is under way end, and gives out what is done; a second
    one drops it.
    """

    async def one(row: Row, place: int) -> Result:
        PLACE.set(place)
        if is_error(row):
            return Result([row])
        try:
            return await work(row)
        except Stopped:
            raise
        except Exception as error:
            return failure(row, stage, error)

    pending: deque[Future[Result]] = deque()
    fatal: Future[None] = Future()
    with event_loop(service) as submit:
        try:
            for place, row in enumerate(rows):
                pending.append(submit(one(row, place)))
                pending[-1].add_done_callback(lambda done: note_fatal(done, fatal))
                while len(pending) >= at_a_time or (pending and pending[0].done()):
                    yield first(pending, fatal)
                    pending.popleft()
            while pending:
                yield first(pending, fatal)
                pending.popleft()
        except KeyboardInterrupt:
            yield from interrupted(pending, service)
            raise
        except GeneratorExit:
            raise
        except Exception:
            # The input can't be read any further: what came before it is given out first.
            while pending and not fatal.done():
                yield first(pending, fatal)
                pending.popleft()
            if fatal.done():  # what was paid for is kept, even if it comes too late
                service.stop()
                wait(pending, LAST_WAIT_S)
            raise


async def together(asked: Sequence[Awaitable[T]]) -> list[T]:
    """Wait for all of these, and then raise what the first that failed raised.

    What is under way ends and is kept, even where another one has failed.
    """
    if len(asked) == 1:
        return [await asked[0]]
    found = await asyncio.gather(*asked, return_exceptions=True)
    for one in found:
        if isinstance(one, BaseException):
            raise one
    return found  # type: ignore[return-value]


def first(pending: deque[Future[Result]], fatal: Future[None]) -> Result:
    """Wait for the first of the results, or for what ends the run; it stays where it is.

    It is taken away when it was received: a Ctrl-C in between does not lose it.
    """
    if not pending[0].done():
        both: list[Future[Any]] = [pending[0], fatal]
        wait(both, return_when=FIRST_COMPLETED)
    if not pending[0].done():
        fatal.result()
    return pending[0].result()


def note_fatal(done: Future[Result], fatal: Future[None]) -> None:
    """Hand on an error that ends the run, the first of them."""
    error = None if done.cancelled() else done.exception()
    if error is not None and not isinstance(error, Stopped):
        with contextlib.suppress(Exception):  # another one was first
            fatal.set_exception(error)


def interrupted(pending: deque[Future[Result]], service: Service) -> Iterator[Result]:
    """Let what is under way end, and give out the results up to the first that is not whole."""
    service.stop()
    if not all(done.done() for done in pending):
        log.warning("waiting for the calls that are under way; Ctrl-C again drops them")
    wait(pending)
    while pending and not (pending[0].cancelled() or pending[0].exception()):
        yield pending[0].result()
        pending.popleft()


@contextlib.contextmanager
def event_loop(service: Service) -> Iterator[Callable[[Any], Future[Any]]]:
    """Run an event loop in a thread; give a function that hands it work."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="srkit models", daemon=True)
    thread.start()

    def submit(coroutine: Any) -> Future[Any]:
        return asyncio.run_coroutine_threadsafe(coroutine, loop)

    try:
        submit(service.open()).result()
        yield submit
    finally:
        with contextlib.suppress(Exception):
            submit(wind_up(service)).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def wind_up(service: Service) -> None:
    """Drop what is still under way, and give back what it needed."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    await service.close()
