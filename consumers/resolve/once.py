"""Values worked out when they are first asked for, and kept with the record that they follow from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

S = TypeVar("S")
V = TypeVar("V")


class once(Generic[S, V]):  # noqa: N801 - used as ``property`` is
    """A property worked out once: ``functools.cached_property`` without its lock, which costs more than most values.

    For records with a ``__dict__`` that one thread reads.
    """

    def __init__(self, work_out: Callable[[S], V]) -> None:
        """Take the method that works the value out."""
        self._work_out = work_out
        self._name = work_out.__name__
        self.__doc__ = work_out.__doc__

    @overload
    def __get__(self, record: None, owner: Any = None) -> once[S, V]: ...

    @overload
    def __get__(self, record: S, owner: Any = None) -> V: ...

    def __get__(self, record: S | None, owner: Any = None) -> V | once[S, V]:
        """Return the value; from then on it is found in the record itself."""
        if record is None:
            return self
        value = record.__dict__[self._name] = self._work_out(record)
        return value
