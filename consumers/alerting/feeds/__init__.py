"""Rules that watch the feeds themselves: one that is dead, gone or quiet is news that does not come."""
