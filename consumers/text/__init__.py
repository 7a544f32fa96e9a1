"""Text without meaning: orthography, tokens, sentences, languages, stories. All offsets are into the original."""
