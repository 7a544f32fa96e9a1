"""Diplomatic acts out of articles: who met, called, agreed with, backed, condemned or sanctioned whom."""

from consumers.extraction import engine
from consumers.extraction.engine import Extraction, Extractor

COMPILED = not str(engine.__file__).endswith(".py")
"""Whether what runs is the compiled form (`make compile`) of these modules."""

__all__ = ["COMPILED", "Extraction", "Extractor"]
