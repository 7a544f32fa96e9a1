"""When, where, about what and how surely an act was told."""
