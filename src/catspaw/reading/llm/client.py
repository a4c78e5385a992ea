"""One question to an OpenAI-compatible endpoint, bounded in time, size and attempts."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from catspaw.core.errors import CatspawError
from catspaw.core.extras import need

if TYPE_CHECKING:
    import httpx

#: Where the endpoint's key is read from; it is sent in the header alone and kept nowhere.
KEY = "CATSPAW_LLM_KEY"

#: Seconds for an answer, its largest size, tokens asked for, attempts, and the longest wait between two: stated choices.
SECONDS, LARGEST, TOKENS, ATTEMPTS, LONGEST_WAIT = 180.0, 2_000_000, 4000, 4, 30.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is asked.

    Attributes
    ----------
    url : str
        Base address, as ``http://127.0.0.1:8080/v1``.
    model : str
    seconds : float
        For one whole answer.
    """

    url: str
    model: str
    seconds: float = SECONDS
    sleep: Callable[[float], None] = time.sleep

    @property
    def address(self) -> str:
        """Where questions go."""
        base = self.url.rstrip("/")
        return base if base.endswith("/chat/completions") else f"{base}/chat/completions"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said, and what it cost.

    Attributes
    ----------
    value : dict
        The JSON of its answer.
    model : str
        As the endpoint names it.
    tokens_in, tokens_out : int
        As the endpoint counts them; 0 where it does not say.
    seconds : float
    attempts : int
    """

    value: dict[str, Any]
    model: str
    tokens_in: int
    tokens_out: int
    seconds: float
    attempts: int


def ask(endpoint: Endpoint, messages: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> Answer:
    """Ask once, at temperature 0, for JSON of a schema; wait and try again where the endpoint is busy.

    Raises
    ------
    CatspawError
        For no answer, a refusal, an answer that does not end, or one that is no JSON.
    """
    need("reading", "httpx")
    body = {
        "model": endpoint.model,
        "messages": list(messages),
        "temperature": 0,
        "seed": 0,
        "max_tokens": TOKENS,
        "response_format": {"type": "json_schema", "json_schema": {"name": "claims", "strict": True, "schema": schema}},
    }
    begun = time.monotonic()
    for attempt in range(1, ATTEMPTS + 1):
        status, wait, data = _post(endpoint, body)
        if status == 200:
            return _answer(endpoint, data, time.monotonic() - begun, attempt)
        if status not in (429, 500, 502, 503, 504) or attempt == ATTEMPTS:
            raise CatspawError(
                f"{endpoint.address} answers {status} ({attempt} attempts); nothing was proposed by the model"
            )
        endpoint.sleep(min(wait or 2.0**attempt, LONGEST_WAIT))
    raise AssertionError("unreachable")


def _post(endpoint: Endpoint, body: Mapping[str, Any]) -> tuple[int, float, bytes]:
    """Give status, how long it asks to wait, and the body, read until it ends, grows too large or takes too long."""
    import httpx

    key = os.environ.get(KEY)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        timeout = httpx.Timeout(endpoint.seconds, connect=min(10.0, endpoint.seconds))
        with (
            httpx.Client(trust_env=False, timeout=timeout, follow_redirects=False) as client,
            client.stream("POST", endpoint.address, json=body, headers=headers) as answer,
        ):
            return answer.status_code, _wait(answer), _read(endpoint, answer)
    except httpx.TimeoutException:
        raise CatspawError(f"{endpoint.address} gave no answer within {endpoint.seconds:g} seconds") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise CatspawError(
            f"{endpoint.address} cannot be reached ({type(error).__name__}); is the model running?"
        ) from None


def _wait(answer: httpx.Response) -> float:
    try:
        return float(answer.headers.get("retry-after", "0"))
    except ValueError:
        return 0.0


def _read(endpoint: Endpoint, answer: httpx.Response) -> bytes:
    deadline = time.monotonic() + endpoint.seconds
    parts: list[bytes] = []
    size = 0
    for part in answer.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            raise CatspawError(f"{endpoint.address} sends more than {LARGEST:,} bytes without end; it was cut off")
        if time.monotonic() > deadline:
            raise CatspawError(f"{endpoint.address} went on sending for {endpoint.seconds:g} seconds; it was cut off")
    return b"".join(parts)


def _answer(endpoint: Endpoint, data: bytes, seconds: float, attempts: int) -> Answer:
    try:
        whole = json.loads(data)
        content = whole["choices"][0]["message"]["content"]
        value = json.loads(content)
        usage = whole.get("usage") or {}
        cost = (int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        message = f"{endpoint.address} answers with something that is not the JSON asked for; nothing of it is used"
        raise CatspawError(message) from None
    if not isinstance(value, dict):
        raise CatspawError(
            f"{endpoint.address} answers with a JSON {type(value).__name__}, not an object; nothing is used"
        )
    return Answer(value, str(whole.get("model") or endpoint.model)[:100], *cost, seconds, attempts)
