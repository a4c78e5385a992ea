"""The compiled engine beside the readable one: the same acts, bit for bit, faster.

`catspaw.engine.reference` says what a future is; this package says it again over flat arrays, for Numba.  It is
used where Numba is installed and where the model asks for nothing that only the reference has (`why_not`).
Numba is imported with the first run, not with the package.
"""

from __future__ import annotations

from catspaw.engine.kernel.choosing import ENGINES, Engine, chosen, installed, why_not

__all__ = ["ENGINES", "Engine", "chosen", "installed", "why_not"]
