"""Who is meant, in the light of what the story has said so far."""
