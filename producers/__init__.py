"""From the web to articles: the feed list, its schedule, fetching, decoding and parsing, and the poll stage."""
