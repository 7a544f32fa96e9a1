"""Commands of `rasid` about feeds."""
