"""Proposals kept beside the case, and decided on one by one: nothing enters a report that nobody looked at, unmarked."""
