import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from producers import markup as markup_module
from producers.markup import to_plain, to_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain", "plain"),
        ("line one\nline two", "line one\nline two"),
        ("<p>Hello &amp; <b>bold</b>er</p>\n<p>two<br/>three</p>", "Hello & bolder\ntwo\nthree"),
        ("<script>var a='<p>';</script>x<style>p{}</style>y", "xy"),
        ("a<!-- <p>hidden</p> -->b", "ab"),
        ('<img alt="a > b" src=x>caption', "caption"),
        ("3 < 5 &amp; 6 > 4 &lt;ok&gt;", "3 < 5 & 6 > 4 <ok>"),
        ("<div>وزير&nbsp;الخارجية</div><ul><li>أولا<li>ثانيا</ul>", "وزير الخارجية\nأولا\nثانيا"),
        ("<p>one\ntwo</p>", "one two"),
        ("&#1575;&#x644;", "ال"),
        ("x\x00\x08y", "xy"),
    ],
)
def test_text_of_markup(markup, text):
    assert to_text(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [("<b>A</b> &amp; B", "A & B"), ("a\n b", "a b"), ("I <3 news", "I <3 news"), ("&quot;يبحث&quot;", '"يبحث"')],
)
def test_titles_are_one_line(markup, text):
    assert to_plain(markup) == text


@pytest.mark.parametrize(
    "piece",
    ["<!--", '<a "', '<a b="', "<a =", "<", "<a ", "<![CDATA[", "<script>", "</", "<a b='\"", "&#", "<a b= ", " \n"],
)
def test_no_markup_is_slow(piece):
    def seconds(size):
        attack = piece * (size // len(piece))
        began = time.process_time()
        to_text(attack)
        to_plain(attack)
        return time.process_time() - began

    seconds(1000)
    # Quadratic work would be thousands of seconds here.
    assert seconds(400_000) < 10


PIECES = [
    "<p>", "</P>", "<br/>", "<img alt='a > b' src=x>", '<a href="x\ny">', "</a>", "<unknown-tag>", "</3", "<?x ?>",
    "<", ">", "&nbsp;", "&amp;nbsp;", "&amp;", "&hellip;", "\xa0", "\n", "\r\n", "  ", " ", "text",
    "وزير", "\x85", "\x00",
    "<script>", "</script>", "<style/>", "</style>", "<b", "='", "<title>", "</title>", "\u200f", "<LI>", "<x =",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@settings(max_examples=400, deadline=None)
def test_simple_markup_is_read_quickly_as_it_is_with_care(markup):
    if "<!" not in markup and markup_module._MARKUP.search(markup):
        assert to_text(markup) == markup_module._with_care(markup)
