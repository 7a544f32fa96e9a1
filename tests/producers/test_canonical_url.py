import pytest

from producers.canonical_url import UrlIdentity, bundled_identity

SAME = [
    ("http://www.example.com/a/b/", "https://example.com/a/b"),
    ("https://m.example.com/a.html?utm_source=rss&fbclid=1", "https://example.com/a"),
    ("https://example.com/a/amp", "https://example.com/a"),
    ("https://example.com/a?b=2&a=1#top", "https://example.com/a?a=1&b=2"),
    ("https://example.com/%D9%88%D8%B2%D9%8A%D8%B1", "https://example.com/وزير"),
    ("https://example.com:443//a", "https://example.com/a"),
    (
        "https://www.bbc.co.uk/arabic/articles/c4gx?at_medium=RSS&at_campaign=KARANGA",
        "https://www.bbc.com/arabic/articles/c4gx",
    ),
    ("https://www.skynewsarabia.com/world/1758012-old-slug", "https://www.skynewsarabia.com/middle-east/1758012-new"),
    ("https://www.france24.com/ar/الشرق-الأوسط/20261122-a-b", "https://www.france24.com/ar/20261122-a-b"),
    ("https://arabic.rt.com/world/1623456-abc/", "https://arabic.rt.com/middle_east/1623456-xyz/?x=1&utm_medium=rss"),
    ("https://www.dw.com/ar/some-title/a-71109123?maca=ara-rss-all", "https://www.dw.com/ar/a-71109123"),
    (
        "https://www.aljazeera.net/news/2026/11/22/slug?traffic_source=rss",
        "https://www.aljazeera.net/politics/2026/11/22/slug",
    ),
]
DIFFERENT = [
    ("https://example.com/?p=1", "https://example.com/?p=2"),
    ("https://example.com/view.aspx?id=1", "https://example.com/view.aspx?id=2"),
    ("https://www.france24.com/ar/20261122-a", "https://www.france24.com/ar/20261122-b"),
    ("https://www.france24.com/ar/20261122-a", "https://www.france24.com/en/20261122-a"),
    ("https://example.com/world/1758012-a", "https://example.com/world/1758012-b"),
    ("https://example.com:8080/a", "https://example.com/a"),
    ("https://example.com/#!/a", "https://example.com/#!/b"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same_article(one, other):
    canonical = bundled_identity().canonical
    query_free = other.replace("?x=1&utm_medium=rss", "")
    assert canonical(one) == canonical(query_free)
    assert canonical(canonical(one)) == canonical(one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_articles(one, other):
    assert bundled_identity().canonical(one) != bundled_identity().canonical(other)


@pytest.mark.parametrize(
    "url", ["", "mailto:a@b", "javascript:1", "https://", "http://[::1", "http://a:port/", "tag:x,2026:1"]
)
def test_what_is_no_address(url):
    assert bundled_identity().canonical(url) == ""


def test_a_broken_rule_names_its_host():
    with pytest.raises(ValueError, match=r"x\.example: path"):
        UrlIdentity({"hosts": {"x.example": {"path": "(", "as": "/"}}})


def test_an_address_with_hundreds_of_parameters_keeps_them_as_they_are():
    many = "a=1&" * 300
    assert bundled_identity().canonical(f"https://www.x.example/p?{many}") == f"https://x.example/p?{many}"
