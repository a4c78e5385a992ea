"""From beliefs at a date to a signed, layered network, what it shows, and the arrays that the engine takes."""
