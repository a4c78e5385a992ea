"""Dates as news writes them: intervals, anchored to the day of the document and to what was told before."""

from catspaw.reading.dates.finding import Dated, find_dates

__all__ = ["Dated", "find_dates"]
