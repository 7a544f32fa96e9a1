"""Mentions out of the acts of a story: each act once, with all that the story says of it."""
