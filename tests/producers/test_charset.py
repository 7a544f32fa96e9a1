import pytest

from producers.charset import Decoded, as_xml, decode

ARABIC = "وزير الخارجية المصري يبحث مع نظيره الروسي تطورات الأوضاع في غزة"


def xml(text, declared=""):
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return f"{declaration}<rss><channel><title>{text}</title></channel></rss>"


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (xml(ARABIC).encode(), ""),
        (xml(ARABIC).encode("utf-8-sig"), "text/xml; charset=windows-1256"),
        (xml(ARABIC, "windows-1256").encode(), ""),
        (xml(ARABIC, "windows-1256").encode(), "text/xml; charset=iso-8859-6"),
        (xml(ARABIC, "windows-1256").encode("cp1256"), ""),
        (xml(ARABIC, "windows-1256").encode("cp1256"), "text/xml; charset=utf-8"),
        (xml(ARABIC, "windows-1256").encode("cp1256"), "text/xml; charset=iso-8859-1"),
        (xml(ARABIC, "utf-8").encode("cp1256"), "application/xml; charset=windows-1256"),
        (xml(ARABIC).encode("cp1256"), ""),
        (xml(ARABIC).encode("cp1256"), "text/xml; charset=iso-8859-1"),
        (xml(ARABIC).encode("utf-16"), ""),
        (xml(ARABIC).encode("utf-16-le"), ""),
        (xml(ARABIC).encode("utf-16-be"), ""),
        (xml(ARABIC).encode("utf-32"), ""),
        (xml(ARABIC, "no-such-charset").encode("cp1256"), "text/xml; charset=nonsense"),
    ],
)
def test_arabic_is_read_whatever_is_declared(data, content_type):
    assert ARABIC in decode(data, content_type).text


def test_declared_latin_stays_latin():
    assert "café crème" in decode(xml("café crème", "iso-8859-1").encode("latin-1")).text
    french = "Le ministre des affaires étrangères – reçu à l’Élysée – promet 5 € d’aide"
    assert french in decode(xml(french, "iso-8859-1").encode("cp1252")).text


def test_utf8_cut_in_the_middle_of_a_character():
    decoded = decode(xml(ARABIC * 3).encode()[:-30][: len(xml(ARABIC * 3).encode()) - 31])
    assert decoded.text.startswith("<rss>")
    assert ARABIC in decoded.text
    cut = decode((ARABIC * 2).encode()[:-1])
    assert cut.encoding == "utf-8"
    assert cut.damaged


def test_xml_is_made_fit_for_a_strict_parser():
    text = '\ufeff\n\n <?xml version="1.1" encoding="windows-1256" standalone="yes"?><a>x\x0by\x00\ud800</a>'
    data = as_xml(Decoded(text, "utf-16"))
    assert data == b'<?xml version="1.0" encoding="utf-8"?>\n<a>xy</a>'


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xff", b"\x00\x00\xfe\xff", bytes(range(256))]
)
def test_all_bytes_have_a_text(data):
    assert isinstance(decode(data).text, str)


def test_utf8_as_it_came_is_the_same_xml_as_its_text():
    text = '\ufeff \x00\n<?xml version="1.0" encoding="utf-8"?>\n<a>وزير \x0b&#11;&#65;\ufffe &#x1F600;#</a>'
    data = text.encode()
    assert as_xml(Decoded(text, "utf-8", utf8=data)) == as_xml(Decoded(text, "utf-8"))


@pytest.mark.parametrize(
    ("label", "data", "text"),
    [
        ("cp1252", b"\x80", "€"),
        ("windows-1252", b"caf\xe9 \x93x\x94", "café “x”"),
        ("ms-arab", "وزير".encode("cp1256"), "وزير"),
        ("no-such-charset", b"it\x92s", "it’s"),
    ],
)
def test_a_few_bytes_are_read_as_declared_or_as_western(label, data, text):
    body = b'<?xml version="1.0" encoding="' + label.encode() + b'"?><t>' + data + b"</t>"
    assert decode(body).text.endswith(f"<t>{text}</t>")


def test_a_charset_in_which_it_would_be_no_xml_is_not_believed():
    data = "<rss><title>café</title></rss>".encode("cp1252")
    for label in ("cp037", "cp500", "utf-16", "utf-32"):
        assert decode(data, f"text/xml; charset={label}").text == "<rss><title>café</title></rss>"
