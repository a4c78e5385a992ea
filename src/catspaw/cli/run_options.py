"""Options that commands about runs share."""

from __future__ import annotations

import click

seed_option = click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), help="Root of all randomness; default: the case's."
)
account_option = click.option("--account", metavar="A", help="Under this account.")
weights_option = click.option(
    "--weights", metavar="SET", help="This set of weights instead of the case's: a bundled one, or a .yaml file."
)
from_option = click.option(
    "--from", "folder", metavar="DIR", help="Read the futures of a run that was kept with `run --out DIR`."
)
