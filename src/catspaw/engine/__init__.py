"""The reference engine: arrays in, acts, outcomes and their reasons out.

It takes a `catspaw.network.model.Model` and knows nothing of claims, reports or files.
"""
