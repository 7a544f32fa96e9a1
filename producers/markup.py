"""From the HTML in feeds to clean text, in one pass that no input can make slow."""

from __future__ import annotations

import html
import re

# Each alternative also takes an unfinished tail, so that a failed attempt never scans to the end for nothing.
_TOKEN = re.compile(
    r"<!--.*?(?:--!?>|\Z)"
    r"|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)"
    r"|<(?P<close>/?)(?P<tag>[A-Za-z][A-Za-z0-9:-]*+)(?:[^>=]++|=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))?)*+(?:>|\Z)"
    r"|<[!?/][^>]*+(?:>|\Z)",
    re.DOTALL,
)
# Of markup without comments and CDATA, the same tags; splitting by it leaves text and names of tags by turns.
_TAG = re.compile(
    r"<(?:(/?[A-Za-z][A-Za-z0-9:-]*+)(?:[^>=]++|=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))?)*+|[/?][^>]*+)(?:>|\Z)"
)
_SILENT = {"script", "style", "noscript", "iframe", "svg", "math", "template", "object", "head", "title", "select"}
_SILENT_TAG = re.compile(r"<(?:script|style)\b", re.IGNORECASE)
_BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
    "table", "td", "th", "tr", "ul", "body", "center",
}  # fmt: skip


class _Signs(dict[str | None, str | None]):
    """By a tag's name as written, slash included: what stands in its place; None where its content goes too."""

    def __missing__(self, tag: str | None) -> str | None:
        name = (tag or "").lower().removeprefix("/")
        return None if name in _SILENT else "\n" if name in _BLOCKS else ""


_SIGNS = _Signs()
# The usual ones at hand; others are worked out each time, for a feed may invent them without end.
for _name in (*_BLOCKS, "a", "b", "em", "font", "i", "img", "s", "small", "span", "strong", "sub", "sup", "u"):
    for _written in (_name, _name.upper()):
        _SIGNS[_written] = _SIGNS[f"/{_written}"] = _SIGNS[_written]
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
    if "!" not in markup or "<!" not in markup:  # one character is found several times as fast as two
        pieces = _TAG.split(_on_one_line(markup))
        signs = [_SIGNS[tag] for tag in pieces[1::2]]
        if None not in signs:
            pieces[1::2] = signs
            text = "".join(pieces)
            return tidy(html.unescape(text.replace("&nbsp;", " ")) if "&" in text else text)
    return _with_care(markup)


def _with_care(markup: str) -> str:
    """Return the text of markup that may have comments, CDATA, and tags whose content is not to be read."""
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
    if "<" in markup and _SILENT_TAG.search(markup):
        return _collapsed(to_text(markup).replace("\n", " "))
    text = _TOKEN.sub(" ", markup) if "<" in markup else markup
    if "&" in text:
        text = html.unescape(text)
    return _collapsed(text)


def _on_one_line(source: str) -> str:
    """Return ``source`` with its line breaks, which mean nothing in HTML, as spaces."""
    return source.replace("\n", " ").replace("\r", " ")


def tidy(text: str) -> str:
    """Return ``text`` with its runs of space collapsed, and without empty lines and control characters."""
    text = text.strip()
    if "\n" not in text and "\r" not in text:
        return _collapsed(text)
    lines = [_collapsed(line) for line in text.replace("\r", "\n").split("\n")]
    return "\n".join([line for line in lines if line])


def _collapsed(line: str) -> str:
    """Return ``line`` without control characters and with single spaces."""
    if "\xa0" in line:
        line = line.replace("\xa0", " ")
    if not line.isprintable():
        line = _CONTROLS.sub("", line.translate(_MISTAKEN))
    elif "  " not in line:  # what can be printed has no other space than the blank
        return line.strip()
    return " ".join(line.split())
