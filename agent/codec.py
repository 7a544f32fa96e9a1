"""Records to JSON bytes and back, and their JSON Schemas."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from agent.records import RECORD_TYPES

T = TypeVar("T")

_encoder = msgspec.json.Encoder(order="deterministic")


class RecordError(ValueError):
    """A record's bytes are not what its topic promises; the message says where."""


_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}


def _decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    decoder = _decoders.get(kind)
    if decoder is None:
        decoder = _decoders[kind] = msgspec.json.Decoder(kind)
    return decoder


def encode(record: object) -> bytes:
    """Return ``record`` as compact JSON; equal records give equal bytes."""
    return _encoder.encode(record)


def decode(data: bytes, kind: type[T]) -> T:
    """Return the record of type ``kind`` in ``data``.

    Raises:
        RecordError: The bytes are not JSON, or not of this type; the message names the field.
    """
    try:
        return _decoder(kind).decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RecordError(f"not a {kind.__name__}: {error}") from error


def to_builtins(record: object) -> Any:
    """Return ``record`` as plain dicts, lists and strings."""
    return msgspec.to_builtins(record)


def json_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the record published under ``name``.

    Raises:
        KeyError: There is no record of that name.
    """
    kind = RECORD_TYPES[name]
    (schema,), components = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:rasid:schema:{name}",
        **schema,
        "$defs": components,
    }
