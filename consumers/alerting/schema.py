"""The JSON Schema of a rules file, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

from consumers.alerting.document import DOCUMENT
from consumers.alerting.feeds.fields import FEEDS
from consumers.alerting.fields import MATCH, RULE, TEST
from consumers.alerting.reader import object_schema


def rules_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a rules file.

    It knows every field and the fixed vocabularies; codes of parties, people and topics are checked by
    ``rasid rules check``, which reads the gazetteer.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:rasid:schema:rules",
        "title": "Rasid alert rules",
        **object_schema(DOCUMENT),
        "$defs": {
            "rule": {**object_schema(RULE), "oneOf": [{"required": ["match"]}, {"required": ["feeds"]}]},
            "match": object_schema(MATCH),
            "feeds": object_schema(FEEDS),
            "test": object_schema(TEST),
        },
    }
