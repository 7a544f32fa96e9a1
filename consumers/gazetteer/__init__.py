"""Who is who: countries, organisations, officials with their terms, places, and every form in which news names them."""

from consumers.gazetteer.load import GazetteerError, load
from consumers.gazetteer.model import Gazetteer, Name, Official, Term

__all__ = ["Gazetteer", "GazetteerError", "Name", "Official", "Term", "load"]
