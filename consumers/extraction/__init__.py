"""Diplomatic acts out of articles: who met, called, agreed with, backed, condemned or sanctioned whom."""

from consumers.extraction.engine import Extraction, Extractor

__all__ = ["Extraction", "Extractor"]
