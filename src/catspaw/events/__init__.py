"""Event tables: published event data brought into one schema, with importers, queries and a coverage check.

The room knows cases (whose actors names are resolved against) and the action scale, and nothing of the engine.
Arrow and the query engine are heavy, so each function imports them when it is called.
"""
