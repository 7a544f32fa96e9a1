"""Officials from Wikidata: what its answers say, how that compares with the gazetteer, and what to add.

`collect` asks (the only part with I/O, through a function handed in), `results` reads the answers, `tenures` decides
who held which office when, `proposal` compares that with the gazetteer, `output` writes the file and the differences.
"""
