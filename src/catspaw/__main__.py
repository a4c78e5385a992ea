"""``python -m catspaw``."""

from catspaw.cli import main

main()
