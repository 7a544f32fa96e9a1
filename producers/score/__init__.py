"""How well a feed reader behaves, on twelve counts: a server that plays what publishers do and watches the answers.

The twelve are those that publishers hold against readers (the "feed reader score" of Rachel Kroll's survey of readers,
and what RFC 9110 asks of caches). It judges any reader, Rasid's own poller among them.
"""
