"""What an attribution is: what the words do, how surely, and who speaks."""
