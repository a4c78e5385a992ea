"""Who does what to whom: the type of an act or a tie that a sentence gives for a pair of parties."""
