import time

import pytest

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
