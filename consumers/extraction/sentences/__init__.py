"""What a sentence is made of: the phrases that name actors, and the items between them."""
