"""Measuring the reader against text that people marked."""
