"""A language model as a second proposer, where the user has one: it proposes, its quotes are checked, it decides nothing."""
