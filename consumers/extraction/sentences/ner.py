"""Names that the gazetteer does not know, by camel-tools' neural recogniser: opt-in, local, offline.

A recogniser is loaded from a folder with a BERT model for token classification in the layout of Hugging
Face: config.json, vocab.txt and model.safetensors or pytorch_model.bin. One is CAMeL-Lab's camelbert-mix-ner.
The setting ``extraction.ner.model_path`` names the folder; `load` gives none when it is empty. Nothing is downloaded:
importing ``camel_tools.ner`` fetches a catalogue of models unless CAMELTOOLS_DATA points to a folder that has one, so
it gets an empty one for the time of the import.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from consumers.text import arabic
from consumers.text.sentences import sentences
from consumers.text.tokens import Token, tokenize

RECOGNISED = "ar"
"""The language that camel-tools' models read."""
_EMPTY_CATALOGUE = '{"version": "local", "packages": {}, "components": {}}'
_OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_MOST_WORDS = 120
"""Words of a sentence that are read at once; the model sees 256 pieces of words."""
_LABELS = {"PER": "PERS"}
"""Labels of other models as camel-tools writes them."""


class RecogniserError(ValueError):
    """The recogniser cannot be loaded; the message names what is missing and the mend."""


@dataclass(frozen=True, slots=True)
class Span:
    """A name at ``text[start:end]``. A particle written onto its first word (و, ب, ل) is part of it."""

    start: int
    end: int
    label: str
    """``PERS``, ``LOC``, ``ORG`` or ``MISC``."""


class Recogniser(Protocol):
    """Finds names in running text."""

    def names(self, text: str) -> Sequence[Span]:
        """Return the names in ``text`` in their order, without overlaps."""


def load(folder: str | Path) -> Recogniser | None:
    """Return the recogniser of the model in ``folder``; None when the setting is empty.

    Raises:
        RecogniserError: The folder is no such model, or torch or transformers is not installed.
    """
    if not str(folder):
        return None
    model = Path(folder).expanduser()
    _check(model)
    with _sealed_environment():
        try:
            return CamelRecogniser(arabic.recognizer_class()(str(model)))
        except ModuleNotFoundError as error:
            raise RecogniserError(
                f"the name recogniser needs {error.name}, which is not installed; "
                "`pip install 'rasid[ner]'` brings all it needs, or do without it"
            ) from error
        except Exception as error:  # what torch and transformers raise on a damaged model is of any kind
            raise RecogniserError(
                f"name recogniser: the model in {model} cannot be loaded: {error or type(error).__name__}"
            ) from error


class CamelRecogniser:
    """camel-tools' ``NERecognizer`` with offsets. Arabic only; not for use by two threads at a time."""

    def __init__(self, model: Any) -> None:
        """Take a loaded ``camel_tools.ner.NERecognizer``."""
        self._model = model

    def names(self, text: str) -> Sequence[Span]:
        """Return the names in ``text`` in their order, without overlaps."""
        readable = [words for words in map(self._readable, _sentences(text)) if words]
        labels = self._model.predict([[word for word, _ in sentence] for sentence in readable])
        return [
            span
            for sentence, tags in zip(readable, labels, strict=True)
            for span in _spans([token for _, token in sentence], tags)
        ]

    def _readable(self, tokens: list[Token]) -> list[tuple[str, Token]]:
        """Return the words as the model takes them; it gives no label to those it has no pieces for."""
        words = ((arabic.bare(token.text), token) for token in tokens)
        return [(word, token) for word, token in words if word and self._model.tokenizer.tokenize(word)]


def _sentences(text: str) -> Iterator[list[Token]]:
    tokens = tokenize(text)
    for start, end in sentences(tokens):
        for first in range(start, end, _MOST_WORDS):
            yield tokens[first : min(first + _MOST_WORDS, end)]


def _spans(tokens: Sequence[Token], tags: Sequence[str]) -> Iterator[Span]:
    """Yield a span for each run of labels: B opens one, I goes on with one of its kind or opens one."""
    name: list[Token] = []
    kind = ""
    for token, tag in zip(tokens, tags, strict=True):
        position, _, label = tag.partition("-")
        if name and (position != "I" or label != kind):
            yield _span(name, kind)
            name = []
        if position in {"B", "I"}:
            name.append(token)
            kind = label
    if name:
        yield _span(name, kind)


def _span(tokens: Sequence[Token], label: str) -> Span:
    return Span(tokens[0].start, tokens[-1].end, _LABELS.get(label, label))


def _check(model: Path) -> None:
    """Find what is missing before some seconds are spent on torch, which would invent weights that are not there."""
    if not model.is_dir():
        raise RecogniserError(f"name recogniser: {model}: no such folder; download a model, or do without it")
    missing = [name for name in ("config.json", "vocab.txt") if not (model / name).is_file()]
    if not any((model / name).is_file() for name in _WEIGHTS):
        missing.append(" or ".join(_WEIGHTS))
    if missing:
        raise RecogniserError(f"name recogniser: {model} lacks {', '.join(missing)}; it must hold a whole model")
    try:
        settings = json.loads((model / "config.json").read_text(encoding="utf-8"))
        labels = {str(label) for label in settings["id2label"].values()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RecogniserError(f"name recogniser: {model}/config.json names no labels (id2label)") from error
    if settings.get("model_type") != "bert" or not labels & {"B-PERS", "B-PER"}:
        raise RecogniserError(
            f"name recogniser: {model} is not a BERT model that labels names (B-PERS, I-PERS, B-LOC ...); "
            f"it is a '{settings.get('model_type')}' with the labels {', '.join(sorted(labels))}"
        )


@contextmanager
def _sealed_environment() -> Iterator[None]:
    """Keep camel-tools and transformers off the network while they are imported and load the model."""
    with tempfile.TemporaryDirectory(prefix="rasid-camel-") as folder:
        Path(folder, "catalogue.json").write_text(_EMPTY_CATALOGUE, encoding="utf-8")
        wanted = {"CAMELTOOLS_DATA": os.environ.get("CAMELTOOLS_DATA", folder), **_OFFLINE}
        before = {name: os.environ.get(name) for name in wanted}
        os.environ.update(wanted)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
