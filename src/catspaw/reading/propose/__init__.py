"""From attributed speech to proposed claims in the language: nothing is guessed, what cannot be placed is shown."""
