"""The article comes out whole and alone, however the page is built."""

import pytest
from article_site import ARABIC

from producers.pages.boilerplate import bundled_boilerplate
from producers.pages.extract import extract
from producers.pages.questions import ExtractQuestion
from producers.pages.results import PageText
from producers.parsed import Document

TITLE = "لقاء في موسكو"
FIRST, SECOND, THIRD = ARABIC
PARAGRAPHS = "".join(f"<p>{paragraph}</p>" for paragraph in ARABIC)
MENU = "".join(f'<li><a href="/s/{number}">قسم {number}</a></li>' for number in range(20))
OTHERS = "".join(f'<li><a href="/n/{number}">خبر آخر رقم {number} عن زيارة الوزير</a></li>' for number in range(8))
BODIES = {
    "layout tables": (
        f"<table><tr><td>menu</td><td><table><tr><td><b>{TITLE}</b></td></tr>"
        f"<tr><td>{PARAGRAPHS}</td></tr></table></td></tr></table>"
    ),
    "one cell with breaks": (
        f"<table><tr><td>{MENU}</td><td><font size=3>{'<br><br>'.join(ARABIC)}</font></td></tr></table>"
    ),
    "breaks": f"<div class='details'><h1>{TITLE}</h1>{'<br><br>'.join(ARABIC)}</div>",
    "divs": "<div class='body'>" + "".join(f"<div>{paragraph}</div>" for paragraph in ARABIC) + "</div>",
    "spans": "<div>" + "".join(f"<p><span><span>{paragraph}</span></span></p>" for paragraph in ARABIC) + "</div>",
    "a form around all": f"<form id='aspnetForm'><div class='content'><h1>{TITLE}</h1>{PARAGRAPHS}</div></form>",
    "others in the middle": (
        f"<article><p>{FIRST}</p><div class='related'><h3>اقرأ أيضا</h3><ul>{OTHERS}</ul></div>"
        f"<p>{SECOND}</p><p>{THIRD}</p></article>"
    ),
    "a link in the middle": (
        f"<article><p>{FIRST}</p><p><strong>اقرأ أيضا:</strong></p>"
        f"<p><a href=/x>لافروف يصل القاهرة</a></p><p>{SECOND}</p><p>{THIRD}</p></article>"
    ),
    "shares and tags": (
        f"<article><div class='share'><span>شارك</span><a>فيسبوك</a></div>{PARAGRAPHS}"
        "<div>الكلمات المفتاحية: مصر</div></article>"
    ),
    "others after it": (
        f"<main><article>{PARAGRAPHS}</article><section><h2>الأكثر قراءة</h2><ul>{OTHERS}</ul></section></main>"
    ),
    "a caption": (
        f"<article><figure><img src=x><figcaption>الوزيران (رويترز)</figcaption></figure>{PARAGRAPHS}</article>"
    ),
    "date and share lines": (
        f"<div class='entry-content'><p>نشر في: 23 نوفمبر 2026</p>{PARAGRAPHS}"
        "<p>شارك هذا الموضوع:</p><ul><li><a>فيس بوك</a></li><li>X</li></ul></div>"
    ),
    "a quote": f"<article><p>{FIRST}</p><blockquote><p>{SECOND}</p></blockquote><p>{THIRD}</p></article>",
    "a list": f"<article><p>{FIRST}</p><ul><li>{SECOND}</li><li>{THIRD}</li></ul></article>",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_the_article_whole_and_alone(body):
    html = (
        f"<html><head><title>{TITLE} - الموقع</title></head><body><ul>{MENU}</ul>{body}"
        "<div id=footer><p>جميع الحقوق محفوظة</p></div></body></html>"
    )
    rules = bundled_boilerplate().of("https://n.example/1")
    found = extract(
        ExtractQuestion(page=Document(body=html.encode(), content_type="text/html"), title=TITLE, rules=rules)
    )
    assert isinstance(found, PageText)
    assert found.text.split("\n") == ARABIC
