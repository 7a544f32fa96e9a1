"""Commands of `rasid` that belong to no single stage."""
