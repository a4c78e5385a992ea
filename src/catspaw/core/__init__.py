"""Dates, ids, addressed randomness, files and errors: what every room stands on and none of it knows."""
