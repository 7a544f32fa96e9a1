"""From a page's bytes to the article in it. Runs in worker processes; the only module that knows trafilatura."""

from __future__ import annotations

import logging
import re

import lxml.html
from trafilatura import bare_extraction
from trafilatura.utils import load_html

from producers.charset import decode
from producers.markup import to_plain
from producers.pages.clean import clean, xpaths
from producers.pages.questions import ExtractQuestion
from producers.pages.results import PageProblem, PageResult, PageText, Why
from producers.parsed import MAX_TEXT, MAX_TITLE

_XML_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*>")
_TITLES = ("//meta[@property='og:title']/@content", "//h1", "//title")

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what is no article is said in the answer


def extract(question: ExtractQuestion) -> PageResult:
    """Return the article in the page of ``question``, or why there is none."""
    page = question.page
    decoded = decode(page.body, page.content_type)
    if "<" not in decoded.text:
        return PageProblem(reason=Why.NOT_HTML, detail="has no markup")
    tree = load_html(_XML_DECLARATION.sub("", decoded.text.lstrip("\ufeff"), count=1))
    if tree is None:
        return PageProblem(reason=Why.NOT_HTML, detail="cannot be read as HTML")
    titles = _titles(tree)
    for path in xpaths(question.rules):
        for element in tree.xpath(path):
            if element.getparent() is not None:
                element.drop_tree()
    found = bare_extraction(tree, url=page.url or None, include_comments=False, include_tables=False)
    text = getattr(found, "text", None) or ""
    cleaned = clean(text, {question.title, *titles}, question.rules)[:MAX_TEXT]
    if not cleaned:
        return PageProblem(reason=Why.NO_TEXT, detail="no article was found in the page")
    return PageText(text=cleaned, title=titles[0] if titles else "")


def _titles(tree: lxml.html.HtmlElement) -> list[str]:
    """Return what the page calls itself, the likeliest first."""
    parts = [part for path in _TITLES for part in tree.xpath(path)[:5]]
    found = (to_plain(part if isinstance(part, str) else part.text_content())[:MAX_TITLE] for part in parts)
    return [title for title in found if title]
