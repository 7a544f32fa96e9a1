"""Write the display names of countries in twelve languages from Unicode CLDR.

Run at build time only; the daemon reads the JSON file and never needs Babel::

    python deploy/gazetteer/build_display_names.py
    python deploy/gazetteer/build_display_names.py --check

The output maps each ISO 3166-1 alpha-2 code (and XK) to its name in each
language. It is sorted and depends on nothing but the version of Babel, which
the ``_source`` key names.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import babel
from babel import Locale
from babel.core import get_cldr_version

LANGUAGES = ("ar", "de", "en", "es", "fa", "fr", "he", "pt", "ru", "tr", "ur", "zh")

# Two-letter CLDR territories that are not ISO 3166-1 entries: exceptional
# reservations, groupings and test regions. XK is kept on purpose.
NOT_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])

ALPHA_2 = 2  # letters of a country code
EXPECTED = 250  # 249 entries of ISO 3166-1, and XK

DEFAULT_OUTPUT = Path(__file__).resolve().parents[2] / "config/gazetteer/display-names.json"


def country_codes() -> list[str]:
    """Return the ISO 3166-1 alpha-2 codes and XK, sorted."""
    territories = map(str, Locale("en").territories)
    codes = sorted(
        code for code in territories if len(code) == ALPHA_2 and code.isalpha() and code not in NOT_COUNTRIES
    )
    if len(codes) != EXPECTED:
        raise ValueError(
            f"expected {EXPECTED} codes, this Babel gives {len(codes)}: "
            "review NOT_COUNTRIES against the CLDR territories"
        )
    return codes


def display_names() -> dict[str, dict[str, str]]:
    """Return code -> language -> name; every name must exist."""
    territories = {language: Locale(language).territories for language in LANGUAGES}
    names: dict[str, dict[str, str]] = {}
    for code in country_codes():
        names[code] = {}
        for language in LANGUAGES:
            name = territories[language].get(code)
            if not name:
                raise ValueError(f"CLDR has no name for {code} in {language}")
            names[code][language] = str(name)
    return names


def render() -> str:
    """Return the JSON document, with ``_source`` first."""
    source = (
        f"Unicode CLDR {get_cldr_version()} through Babel {babel.__version__} "
        "(Unicode-3.0 licence); written by deploy/gazetteer/build_display_names.py"
    )
    document: dict[str, object] = {"_source": source, **display_names()}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def main(argv: list[str] | None = None) -> int:
    """Write the file, or with ``--check`` only compare it."""
    parser = argparse.ArgumentParser(description="Write country display names from CLDR.")
    parser.add_argument("--output", type=Path, default=DEFAULT_OUTPUT, help="file to write")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file would change")
    args = parser.parse_args(argv)
    output: Path = args.output

    try:
        text = render()
    except ValueError as error:
        print(f"build_display_names: {error}", file=sys.stderr)
        return 2
    if args.check:
        if output.is_file() and output.read_text(encoding="utf-8") == text:
            return 0
        print(f"{output} is out of date: run without --check", file=sys.stderr)
        return 1
    output.write_text(text, encoding="utf-8")
    print(f"{output}: {EXPECTED} codes, {len(LANGUAGES)} languages", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
