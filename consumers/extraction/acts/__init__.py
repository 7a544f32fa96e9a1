"""Acts out of a sentence: each trigger with who did it, towards whom, and whether it was done."""
