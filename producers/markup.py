"""From the HTML in feeds to clean text, in one pass that no input can make slow."""

from __future__ import annotations

import html
import re

# Each alternative also takes an unfinished tail, so that a failed attempt never scans to the end for nothing.
_TOKEN = re.compile(
    r"<!--.*?(?:--!?>|\Z)"
    r"|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)"
    r"|<(?P<close>/?)(?P<tag>[A-Za-z][A-Za-z0-9:-]*+)(?:[^>=]|=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))?)*+(?:>|\Z)"
    r"|<[!?/][^>]*+(?:>|\Z)",
    re.DOTALL,
)
_SILENT = {"script", "style", "noscript", "iframe", "svg", "math", "template", "object", "head", "title", "select"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
    "table", "td", "th", "tr", "ul", "body", "center",
}  # fmt: skip
_MARKUP = re.compile(r"</?[A-Za-z!]|&[#A-Za-z]")
# What stands in the place of C1 controls is windows-1252 that somebody took for latin-1.
_MISTAKEN = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")


def to_text(markup: str) -> str:
    """Return the text of ``markup``: blocks on lines of their own, spaces collapsed, scripts and comments gone.

    Text without markup comes back with its spaces collapsed and its line breaks kept.
    """
    if not _MARKUP.search(markup):
        return tidy(markup)
    parts: list[str] = []
    position, silent = 0, ""
    for token in _TOKEN.finditer(markup):
        if not silent and token.start() > position:
            parts.append(_on_one_line(markup[position : token.start()]))
        position = token.end()
        tag = (token["tag"] or "").lower()
        if silent:
            if tag == silent and token["close"]:
                silent = ""
        elif tag in _SILENT:
            silent = "" if token["close"] or token[0].endswith("/>") else tag
        elif tag in _BLOCKS:
            parts.append("\n")
        elif token["cdata"]:
            parts.append(to_plain(token["cdata"]))
    if not silent:
        parts.append(_on_one_line(markup[position:]))
    return tidy(html.unescape("".join(parts)))


def to_plain(markup: str) -> str:
    """Return ``markup`` without its tags on a single line: for titles and names."""
    text = _TOKEN.sub(" ", markup) if "<" in markup else markup
    if "&" in text:
        text = html.unescape(text)
    return " ".join(_without_controls(text).split())


def _on_one_line(source: str) -> str:
    """Return ``source`` with its line breaks, which mean nothing in HTML, as spaces."""
    return source.replace("\n", " ").replace("\r", " ")


def tidy(text: str) -> str:
    """Return ``text`` with its runs of space collapsed, and without empty lines and control characters."""
    # split and join are several times as fast as a regular expression for runs of space.
    lines = (" ".join(line.split()) for line in _without_controls(text).replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _without_controls(text: str) -> str:
    if text.replace("\n", " ").replace("\xa0", " ").isprintable():
        return text
    return _CONTROLS.sub("", text.translate(_MISTAKEN))
