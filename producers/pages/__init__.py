"""Article pages: the full text where a feed gives only a summary.

The poll publishes an entry at once with what the feed gives, and puts its page on a queue in the feed's cursor (one
commit). Each page read, its article's next version and the cursor without it are again one commit: killed at any
moment, no page is lost and no version is published twice.
"""
