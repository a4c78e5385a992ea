"""Pages and PDF are taken apart in a process of their own, bounded in time and memory: hostile files end there.

Run as ``python -m catspaw.reading.intake.convert html < FILE``, it prints JSON; nothing else calls it so.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict

from catspaw.core.errors import CatspawError
from catspaw.reading.intake.plain import Plain

#: Seconds and bytes that taking a document apart may cost; a stated choice, some fifty times what a report costs.
SECONDS, MEMORY = 60, 2 << 30


def convert(data: bytes, media: str, *, seconds: int = SECONDS) -> Plain:
    """Turn a page or a PDF into text, in a process of its own.

    Parameters
    ----------
    data : bytes
        The document.
    media : str
        ``html`` or ``pdf``.
    seconds : int
        What it may cost.

    Raises
    ------
    CatspawError
        Where it has no text, or costs too much.
    """
    command = [sys.executable, "-I", "-m", __name__, media, str(seconds)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise CatspawError(_too_much(media, f"{seconds} seconds")) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise CatspawError(_too_much(media, f"{seconds} seconds or {MEMORY >> 30} GB of memory")) from None
    if "error" in answer:
        raise CatspawError(answer["error"])
    return Plain(**{**answer, "notes": tuple(answer["notes"])})


def _too_much(media: str, what: str) -> str:
    return f"could not be taken apart within {what}; save its text as .txt and give that ({media.upper()} built to overload?)"


def _reader(media: str) -> Callable[[bytes], Plain]:
    if media == "pdf":
        from catspaw.reading.intake.pages_pdf import from_pdf

        return from_pdf
    from catspaw.reading.intake.page import from_html

    return from_html


def _bound(seconds: int) -> None:
    with suppress(ImportError, ValueError, OSError):  # not on every system; the time limit outside always holds
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _main(media: str, seconds: int) -> None:
    import logging
    import warnings

    _bound(seconds)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    try:
        answer = asdict(_reader(media)(sys.stdin.buffer.read()))
    except CatspawError as error:
        answer = {"error": str(error)}
    except (RecursionError, MemoryError) as error:
        answer = {"error": _too_much(media, f"the bounds ({type(error).__name__})")}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
