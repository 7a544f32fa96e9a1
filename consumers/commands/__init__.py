"""Commands of `rasid` about articles, events and rules."""
