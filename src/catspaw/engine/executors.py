"""Who plays the blocks: this process, threads, processes, or any executor, as on a cluster.

Every executor gets the same blocks and gives the same parts; a block is played by whoever is free, and comes back
when it is done.  A bounded number is under way at a time, so that memory does not grow with the run.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from concurrent.futures import wait as wait_for
from contextlib import contextmanager
from typing import TypeVar

from catspaw.core.errors import ModelError, RunStopped, UnknownName
from catspaw.core.extras import need

Span = tuple[int, int]
T = TypeVar("T")
_AHEAD = 2  # blocks handed out for each worker: one that it plays, one that waits for it
_ANSWERS = 10  # seconds that a scheduler has to answer


def played(
    play: Callable[[int, int], T], spans: Sequence[Span], *, executor: Executor | None, workers: int
) -> Iterator[tuple[int, T]]:
    """Play blocks, and give each with its place in the list when it is done.

    Parameters
    ----------
    play : callable
        First future and end of a block -> what it gives.  Must be picklable where the executor wants it.
    spans : sequence of (int, int)
    executor : Executor or None
        None plays them one after another here.
    workers : int
        Twice as many blocks are under way at a time.

    Raises
    ------
    RunStopped
        A worker or the executor died.
    """
    if executor is None:
        yield from ((at, play(*span)) for at, span in enumerate(spans))
        return
    waiting = list(enumerate(spans))[::-1]
    under_way: dict[Future[T], int] = {}
    try:
        while waiting or under_way:
            while waiting and len(under_way) < _AHEAD * workers:
                at, span = waiting.pop()
                under_way[executor.submit(play, *span)] = at
            done, _ = wait_for(under_way, return_when=FIRST_COMPLETED)
            for one in sorted(done, key=under_way.__getitem__):
                yield under_way.pop(one), one.result()
    except BrokenExecutor as broken:
        raise RunStopped(
            f"a worker died ({broken}); what was finished is kept, and the same command goes on"
        ) from broken
    finally:
        for one in under_way:
            one.cancel()


def in_order(found: Iterator[tuple[int, T]]) -> Iterator[T]:
    """Give what comes with its place in the order of places; keeps what is early until its turn."""
    early: dict[int, T] = {}
    turn = 0
    for at, one in found:
        early[at] = one
        while turn in early:
            yield early.pop(turn)
            turn += 1


@contextmanager
def threads(workers: int) -> Iterator[Executor | None]:
    """Start threads, for the compiled engine, which lets go of the interpreter; one is this one."""
    if workers <= 1:
        yield None
        return
    with _closing(ThreadPoolExecutor(workers)) as pool:
        yield pool


@contextmanager
def processes(workers: int) -> Iterator[Executor | None]:
    """Start processes of this machine, for the readable engine; one is this one."""
    if workers <= 1:
        yield None
        return
    context = multiprocessing.get_context("spawn")  # a fork of a threaded process can hang
    quiet = (signal.SIGINT, signal.SIG_DFL)  # at Ctrl-C a worker leaves at once and without a word
    with _closing(ProcessPoolExecutor(workers, mp_context=context, initializer=_on, initargs=quiet)) as pool:
        yield pool


def _on(number: int, handler: signal.Handlers) -> None:
    signal.signal(number, handler)


@contextmanager
def _closing(pool: Executor) -> Iterator[Executor]:
    """Close a pool without starting what still waits."""
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """Connect to a cluster by its address, ``dask://HOST:PORT``; gives its executor and how many cores it has.

    Raises
    ------
    UnknownName
        An address of another kind.
    MissingProgram
        `distributed` is not installed (extra ``dask``).
    RunStopped
        Nobody answers there, or there are no workers.
    """
    host, port = _place(address)
    need("dask", "distributed")
    from distributed import Client

    try:
        client = Client(f"tcp://{host}:{port}", timeout=_ANSWERS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise RunStopped(
            f"no Dask scheduler answers at {host}:{port} within {_ANSWERS} s ({reason}); "
            f"start one with: dask scheduler --host {host} --port {port}"
        ) from None
    with client:
        cores = sum(client.ncores().values())
        if not cores:
            raise RunStopped(
                f"the scheduler at {host}:{port} has no workers; start one or more with: dask worker tcp://{host}:{port}"
            )
        yield client.get_executor(), cores


def _place(address: str) -> tuple[str, int]:
    kind, _, rest = address.partition("://")
    host, _, port = rest.rpartition(":")
    if kind != "dask" or not host:
        raise UnknownName(f"the executor {address!r} is not known; allowed: dask://HOST:PORT")
    if not port.isdigit() or not 0 < int(port) < 65_536:
        raise ModelError(f"the executor {address!r} has the port {port!r}; allowed: 1 to 65535")
    return host, int(port)
