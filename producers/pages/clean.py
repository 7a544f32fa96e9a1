"""The rules against boilerplate at work, in the process that reads pages."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from producers.markup import tidy
from producers.pages.boilerplate import SELECTOR, HostRules

# A longer line that begins like a share line is a paragraph of the article.
_LONGEST_LINE = 60
# Many outlets end paragraphs without a full stop: only so few lines of so few words are taken for headlines.
_HEADLINES = 6
_LONGEST_HEADLINE = 15
# A page without structure begins with its menu: so many lines of so few words.
_MENU_LINES = 5
_MENU_WORDS = 4
_LIST_MARK = re.compile(r"(?:[-–—•*▪◾●]|\d{1,2}[.)])\s+")
_SENTENCE_END = re.compile(r"[.!؟?…»”\"]\s*$")


class _Compiled(NamedTuple):
    """The rules of all sets together, a pattern for each kind."""

    lines: re.Pattern[str] | None
    blocks: re.Pattern[str] | None
    ends: re.Pattern[str] | None
    parts: re.Pattern[str] | None


def clean(text: str, titles: Collection[str], rules: Sequence[HostRules]) -> str:
    """Return ``text`` without the boilerplate that ``rules`` name, a paragraph a line.

    Args:
        text: As extracted.
        titles: Of the article, in the feed and in its page; lines at the beginning that repeat one go.
        rules: In any order.
    """
    known = {" ".join(title.split()) for title in titles}
    lines = itertools.dropwhile(known.__contains__, _without_menu(tidy(text).split("\n")))
    return "\n".join(_kept(lines, _compiled(tuple(rules))))


def _without_menu(lines: list[str]) -> list[str]:
    menu = 0
    for line in lines:
        if line.count(" ") >= _MENU_WORDS or _SENTENCE_END.search(line):
            break
        menu += 1
    return lines[menu:] if menu >= _MENU_LINES else lines


def xpaths(rules: Iterable[HostRules]) -> list[str]:
    """Return the elements that ``rules`` take out, as XPath."""
    return [_xpath(selector) for found in rules for selector in found.elements]


def _kept(lines: Iterable[str], rules: _Compiled) -> Iterable[str]:
    headlines, begun = 0, False
    for raw in lines:
        line = _LIST_MARK.sub("", raw, count=1) if _LIST_MARK.match(raw) else raw
        short = line.count(" ") < _LONGEST_LINE
        if short and begun and rules.ends and rules.ends.match(line):
            return
        if short and rules.blocks and rules.blocks.match(line):
            headlines = _HEADLINES
            continue
        is_headline = headlines > 0 and line.count(" ") < _LONGEST_HEADLINE and not _SENTENCE_END.search(line)
        headlines = headlines - 1 if is_headline else 0
        if is_headline or (short and rules.lines and rules.lines.match(line)):
            continue
        kept = " ".join(rules.parts.sub(" ", line).split()) if rules.parts else line
        if kept:
            begun = True
            yield kept


@lru_cache(maxsize=256)
def _compiled(rules: tuple[HostRules, ...]) -> _Compiled:
    def union(kind: str) -> re.Pattern[str] | None:
        patterns = [pattern for found in rules for pattern in getattr(found, kind)]
        return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE) if patterns else None

    return _Compiled(union("lines"), union("blocks"), union("ends"), union("parts"))


def _xpath(selector: str) -> str:
    match = SELECTOR.fullmatch(selector)
    assert match is not None, selector
    path = f"//{match['tag'] or '*'}"
    if match["class"]:
        return f"{path}[contains(concat(' ', normalize-space(@class), ' '), ' {match['class']} ')]"
    return f"{path}[@id='{match['id']}']" if match["id"] else path
