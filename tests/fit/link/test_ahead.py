"""Kernels compiled beside the first forecast: the same ones that it calls, in the same types."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from catspaw.fit.link import ahead
from catspaw.fit.link.forecast import forecast

PROGRAM = """
import json, sys
from pathlib import Path
{what}
from catspaw.fit import link
found = {{}}
for name, module in list(sys.modules.items()):
    if name.startswith("catspaw.fit.link."):
        for one in vars(module).values():
            if hasattr(one, "signatures"):
                found[one.py_func.__qualname__ + " of " + one.py_func.__module__] = sorted(map(str, one.signatures))
print(json.dumps(found))
"""
FORECAST = """
sys.path.insert(0, sys.argv[1])
from conftest import small_facts, split
from catspaw.fit.link.forecast import forecast
forecast(split(small_facts()))
"""


def _kernels(what: str) -> dict[str, list[str]]:
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(what=what), here], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_it_compiles_what_a_forecast_calls_in_the_same_types():
    called = _kernels(FORECAST)
    made = _kernels("from catspaw.fit.link.ahead import compile_all; compile_all()")
    assert len(called) > 40
    assert [name for name in called if not set(called[name]) <= set(made[name])] == []


def test_where_nothing_is_on_disk_a_second_process_helps_and_ends(small, monkeypatch: pytest.MonkeyPatch):
    started: list[subprocess.Popen[bytes]] = []

    class Seen(subprocess.Popen):
        def __init__(self, *args, **more):
            super().__init__(*args, **more)
            started.append(self)

    alone = forecast(small)
    monkeypatch.setattr(ahead, "is_compiled", lambda: False)
    monkeypatch.setattr(subprocess, "Popen", Seen)
    assert forecast(small).all == alone.all
    assert [one.poll() is not None for one in started] == [True]


def test_what_is_on_disk_is_not_compiled_again(small):
    forecast(small)
    assert ahead.is_compiled()
