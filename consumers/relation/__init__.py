"""How two texts are related: sketches, exact overlap, and the rules that name the relation."""
