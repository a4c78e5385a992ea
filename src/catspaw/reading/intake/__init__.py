"""From a file or an address to plain text that stays as it is: what the reader reads, and what offsets refer to."""

from catspaw.reading.intake.take import Intake, take

__all__ = ["Intake", "take"]
