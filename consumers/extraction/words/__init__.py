"""What single words can be: the lexicon of a language, its inflections, and the vocabulary of a text."""
