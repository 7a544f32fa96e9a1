"""YAML files of names and words, read without the nodes that PyYAML makes of them.

The knowledge in ``config/`` is 150,000 scalars, nearly all of them words. PyYAML's safe loader makes a node of each
before it makes the value, which takes three quarters of the time that the extraction takes to start. Here the values
are made from the events of its parser in C. What is no plain data (anchors, tags, merge keys, several documents) is
left to the safe loader, and so is every error.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml
from yaml.events import (
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STRING = "tag:yaml.org,2002:str"
_MERGE = "tag:yaml.org,2002:merge"
_MAYBE_NO_WORD = frozenset("-+.0123456789~=<yYnNtTfFoO")
"""First letters of what YAML 1.1 may read as a number, a date, true, false or nothing (PyYAML, resolver.py)."""
_ENDS = (SequenceEndEvent, MappingEndEvent)
_FIRST = (StreamStartEvent, DocumentStartEvent)


class _NotPlain(Exception):
    """The text has more than mappings, lists and scalars."""


def load(text: str) -> Any:
    """Return what `yaml.safe_load` returns for ``text``, sooner.

    Raises:
        yaml.YAMLError: As PyYAML does.
    """
    try:
        return _build(text)
    except (_NotPlain, yaml.YAMLError):
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader


def _build(text: str) -> Any:
    get = _Loader(text).get_event
    documents = 0
    root: list[Any] = []
    inside: Any = root
    key: Any = _NotPlain  # no key is open
    outer: list[tuple[Any, Any]] = []
    while True:
        event = get()
        kind = event.__class__
        value: Any
        if kind is ScalarEvent:
            value = _scalar(event)
        elif kind is SequenceStartEvent or kind is MappingStartEvent:
            if event.anchor is not None or event.tag is not None:
                raise _NotPlain
            value = [] if kind is SequenceStartEvent else {}
        elif kind in _ENDS:
            inside, key = outer.pop()
            continue
        elif kind is StreamEndEvent:
            return root[0] if root else None
        elif kind in _FIRST:
            documents += kind is DocumentStartEvent
            if documents > 1:
                raise _NotPlain
            continue
        elif hasattr(event, "anchor"):
            raise _NotPlain  # an alias
        else:
            continue
        if inside.__class__ is list:
            inside.append(value)
        elif key is _NotPlain:
            if value.__class__ is list or value.__class__ is dict:
                raise _NotPlain  # no key of a dict
            key = value
            continue
        else:
            inside[key] = value
            key = _NotPlain
        if value.__class__ is list or value.__class__ is dict:
            outer.append((inside, key))
            inside, key = value, _NotPlain


def _scalar(event: ScalarEvent) -> Any:
    if event.tag is not None or event.anchor is not None:
        raise _NotPlain
    value = event.value
    if not event.implicit[0] or (value and value[0] not in _MAYBE_NO_WORD):
        return value
    return _resolved(value)


@lru_cache(maxsize=4096)
def _resolved(value: str) -> Any:
    """Return what a plain scalar stands for by YAML 1.1: a number, a date, true, false, nothing or the word itself."""
    loader: Any = yaml.SafeLoader("")
    tag = loader.resolve(yaml.ScalarNode, value, (True, False))
    if tag == _STRING:
        return value
    if tag == _MERGE:
        raise _NotPlain
    return loader.construct_object(yaml.ScalarNode(tag, value))
