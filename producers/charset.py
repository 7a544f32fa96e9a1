"""From a feed's bytes to text, in an order that holds up against wrong declarations.

Byte order mark, then valid UTF-8, then the charset of the HTTP header, then the document's own declaration, then a
detector. Valid UTF-8 goes before every declaration because no other text of some length happens to be valid UTF-8,
whereas UTF-8 feeds that declare windows-1256 are common among Arabic outlets.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_DECLARATION = re.compile(rb"""^\s{0,256}<\?xml[^>]{0,256}?encoding\s*=\s*["']([A-Za-z0-9_.:-]+)["']""")
_OTHER_THAN_UTF8 = re.compile(
    rb"""<\?xml(?=[\s?])[^>]*\bencoding\s*=\s*["'](?!utf-?8["'])|<\?xml(?=[\s?])[^>]{256}""", re.IGNORECASE
)
_META = re.compile(rb"""<meta[^>]{0,256}?charset\s*=\s*["']?([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_XML_DECLARATION = re.compile(rb"\A\s*<\?xml(?=[\s?])[^>]*>")
_BEFORE_XML = b" \t\r\n\x00\x0b\x0c"
# Not allowed in XML 1.0 in any form; a single one makes a strict parser give up the whole feed.
_ILLEGAL = bytes(code for code in range(32) if code not in {9, 10, 13})
# References but for the most usual ones, which are legal: from 32 to 9999.
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]++)|(?!(?:3[2-9]|[4-9]\d|[1-9]\d{2,3});)([0-9]++));?")
_LONGEST_REFERENCE = 7
"""Digits of the last character that there is, in decimal."""
_NONCHARACTERS = tuple(character.encode() for character in "\ufffe\uffff")
_HIGH = re.compile(rb"[\x80-\xff]")
_LETTERS = re.compile(rb"[A-Za-z\x80-\xff]")
_DETECT_BYTES = 64 * 1024
# What WHATWG reads these labels as: pages that say latin-1 are written in windows-1252.
_WESTERN = {"iso8859-1": "cp1252", "ascii": "cp1252", "cp1252": "cp1252", "iso8859-15": "iso8859-15"}
_WESTERN_HIGH_SHARE = 0.3
_TOLERATED_DAMAGE = 0.4
"""Share of the characters beyond ASCII; text of Arabic, Chinese, Cyrillic or Western charsets has from 0.7 to 1."""
# So few bytes beyond ASCII say nothing about the language of a document.
_FEW = 8
# Names that Python does not know.
_LABELS = {
    "csmacintosh": "mac-roman", "mac": "mac-roman",
    "ms-ansi": "cp1252", "ms-arab": "cp1256", "ms-cyrl": "cp1251", "ms-ee": "cp1250", "ms-greek": "cp1253",
    "ms-hebr": "cp1255", "ms-turk": "cp1254", "winbaltrim": "cp1257",
}  # fmt: skip
# What has been looked for by then, and codecs of Python that are no charset of any document.
_IGNORED = {
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be",
    "idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "mbcs", "oem",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decoded:
    """A document as text."""

    text: str
    encoding: str
    damaged: bool = False
    """Some bytes had to be replaced."""
    utf8: bytes = b""
    """The bytes, where they were this text in UTF-8 already."""


def decode(data: bytes, content_type: str = "") -> Decoded:
    """Return the text of ``data``; every sequence of bytes has one.

    Args:
        data: The body.
        content_type: The HTTP header's value.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :] if name == "utf-8" else data, name)
    if b"\x00" in data[:4]:
        return _lenient(data, _wide(data[:4]))
    try:
        return Decoded(data.decode("utf-8"), "utf-8", utf8=data)
    except UnicodeDecodeError:
        pass
    for name in _declared(data, content_type):
        text = _strictly(data, name)
        if text is not None:
            return Decoded(text, name)
    return _undeclared(data)


def _strictly(data: bytes, name: str) -> str | None:
    """Return the text of ``data`` in a charset, None when it cannot be in it: EBCDIC, say, has no < where ASCII has."""
    head = data.lstrip(_BEFORE_XML)[:1]
    try:
        if head in {b"<", b"{", b"["} and head.decode(name) != head.decode("ascii"):
            return None
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _wide(head: bytes) -> str:
    """Return the UTF-16 or UTF-32 that ``head`` is in when it begins with a character of ASCII."""
    zeros = tuple(byte == 0 for byte in head)
    if zeros[:3] == (True, True, True):
        return "utf-32-be"
    if zeros[1:] == (True, True, True):
        return "utf-32-le"
    return "utf-16-be" if zeros[0] else "utf-16-le"


def _declared(data: bytes, content_type: str) -> list[str]:
    """Return the codecs that header and document name, the likelier first."""
    header = _HEADER.search(content_type)
    inside = _DECLARATION.match(data[:1024]) or _META.search(data[:4096])
    labels = [header[1]] if header else []
    if inside:
        labels.append(inside[1].decode("ascii"))
    names = []
    for label in labels:
        try:
            name = codecs.lookup(_LABELS.get(label.lower(), label)).name
        except LookupError:
            continue
        if name not in _IGNORED and name not in names:
            names.append(name)
    # Western single-byte codecs decode everything, and servers add them by default: they come last, and not at all
    # when the bytes are mostly not ASCII, as no Western text is.
    western = [_WESTERN[name] for name in names if name in _WESTERN]
    others = [name for name in names if name not in _WESTERN]
    return others + (western if _looks_western(data) else [])


def _looks_western(data: bytes) -> bool:
    sample = data[:_DETECT_BYTES]
    markup_free = re.sub(rb"<[^>]*>", b"", sample)
    letters = len(_LETTERS.findall(markup_free))
    high = len(_HIGH.findall(markup_free))
    return high < _FEW or high < _WESTERN_HIGH_SHARE * letters


def _undeclared(data: bytes) -> Decoded:
    nearly = data.decode("utf-8", "replace")
    damage, high = nearly.count("\ufffd"), sum(character > "\x7f" for character in nearly)
    if damage < _TOLERATED_DAMAGE * high:
        return Decoded(nearly, "utf-8", damaged=True)  # cut in the middle of a character, or with a broken one
    if len(_HIGH.findall(data)) < _FEW // 2:
        return _lenient(data, "cp1252")  # quotation marks and dashes of a word processor
    import chardet  # noqa: PLC0415 - 60 ms, and seldom needed

    sample = _evidence(data)
    found = chardet.detect(sample)["encoding"] or "cp1252"
    text = _strictly(data, found)
    return _lenient(data, "cp1252") if text is None else Decoded(text, found.lower())


def _evidence(data: bytes) -> bytes:
    """Return what of ``data`` tells one charset from another: the text around its first bytes beyond ASCII."""
    first = _HIGH.search(data)
    start = max(0, (first.start() if first else 0) - 1024)
    return re.sub(rb"<[^>]*>", b" ", data[start : start + _DETECT_BYTES])


def _lenient(data: bytes, name: str) -> Decoded:
    text = data.decode(name, "replace")
    return Decoded(text, name, damaged="\ufffd" in text)


def as_xml(decoded: Decoded) -> bytes:
    """Return a document as UTF-8 XML that declares itself so, without what XML forbids and what stands before it."""
    data = decoded.utf8 or decoded.text.encode("utf-8", "ignore")
    data = data.lstrip(_BEFORE_XML)
    while data.startswith(codecs.BOM_UTF8):
        data = data.removeprefix(codecs.BOM_UTF8).lstrip(_BEFORE_XML)
    data = _XML_DECLARATION.sub(b"", data, count=1).translate(None, _ILLEGAL)
    if b"\xef" in data:  # how both begin, and little else does
        for noncharacter in _NONCHARACTERS:
            data = data.replace(noncharacter, b"")
    # On a line of its own: feedparser looks for the encoding in the first line, in a way that can be made cubic.
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + with_legal_references(data)


def with_legal_references(data: bytes) -> bytes:
    """Return XML, or HTML in it, without references to characters that XML forbids."""
    if b"#" in data and b"&#" in data:  # one byte is found several times as fast as two
        return _REFERENCE.sub(_legal, data)
    return data


def may_be_utf8(data: bytes) -> bool:
    """Return whether XML begins as it does in UTF-8; only a parser can tell whether all of it is."""
    return data[:1] == b"<" and b"\x00" not in data[:4] and _OTHER_THAN_UTF8.match(data) is None


def _legal(reference: re.Match[bytes]) -> bytes:
    """Return a character reference unless XML 1.0 forbids the character."""
    digits = (reference[1] or reference[2]).lstrip(b"0")
    if len(digits) > _LONGEST_REFERENCE:
        return b""
    code = int(digits or b"0", 16 if reference[1] else 10)
    legal = code in {9, 10, 13} or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF  # noqa: PLR2004
    return reference[0] if legal else b""
