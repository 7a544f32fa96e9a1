from pathlib import Path

import pytest

from producers.pages.boilerplate import Boilerplate, BoilerplateError, HostRules, bundled_boilerplate, parse_boilerplate
from producers.pages.clean import clean, xpaths

FILE = Path("boilerplate.yaml")
ANYWHERE = bundled_boilerplate().of("https://n.example/1")
ARTICLE = {
    "ar": ["التقى وزير الخارجية المصري نظيره الروسي في موسكو.",
           "وبحث الجانبان الأوضاع في السودان وغزة."],
    "en": ["The foreign ministers of Egypt and Russia met in Moscow.",
           "They discussed Sudan and Gaza, officials said."],
    "fr": ["Les ministres égyptien et russe se sont rencontrés à Moscou.",
           "Ils ont évoqué le Soudan et Gaza."],
}  # fmt: skip
# Lines as outlets print them.
REFUSE = {
    "ar": [
        "اقرأ أيضاً: الكرملين يعلن موعد القمة", "إقرأ أيضا: مصر تدين", "شاهد أيضاً: لافروف يصل القاهرة",
        "تابعونا على فيسبوك وتويتر", "لمتابعة آخر الأخبار انضموا إلى قناتنا على تلغرام", "شارك المقال",
        "شارك الخبر عبر فيسبوك",
        "شارِك", "جميع الحقوق محفوظة © 2026", "نسخ الرابط", "صدر الصورة، Getty Images",
        "التعليق على الصورة، الوزيران في موسكو",
        "نشر في: 23 نوفمبر 2026", "حمّل تطبيق القناة", "اشترك في النشرة البريدية", "أضف تعليقا",
    ],
    "en": [
        "Read more: Kremlin names a date", "Also read: Egypt condemns", "READ ALSO | Lavrov in Cairo",
        "Related: who is who",
        "Follow us on Twitter and Facebook", "Follow Al Jazeera on Telegram", "Share this article", "Share on WhatsApp",
        "Sign up for our newsletter", "Subscribe", "Subscribe now to our channel",
        "Download our free app", "© 2026 The Outlet. All rights reserved.",
        "Photo: Reuters",
        "Image source, Getty Images", "Advertisement",
        "Our Standards: The Thomson Reuters Trust Principles.",
        "Last updated: 23 Nov 2026", "3 min read", "Click here to see the gallery", "Copyright 2026",
    ],
    "fr": [
        "À lire aussi : le Kremlin annonce une date", "Lire aussi Lavrov au Caire", "Suivez-nous sur Facebook",
        "Suivez toute l'actualité sur WhatsApp", "Partager sur Facebook",
        "Partager cet article", "Abonnez-vous",
        "Tous droits réservés",
        "Publié le 23 novembre 2026", "Crédit photo : AFP", "Publicité", "Téléchargez notre application",
    ],
}  # fmt: skip
# Paragraphs of articles that begin like boilerplate and are none.
KEPT = [
    "Sign up to the accord or face sanctions, ministers were told.",
    "Subscribe to the treaty, the president urged the parties.",
    "Register of voters to be opened in Tripoli under the deal.",
    "Follow-up talks are planned in Cairo before the end of the year.",
    "Related talks on Gaza were held in Doha the same day.",
    "Read the statement carefully, the minister told reporters.",
    "Share prices in Moscow fell after the announcement.",
    "Photographers were kept out of the room where the ministers met.",
    "More news is expected from the summit on Tuesday.",
    "The most popular leader of the bloc did not attend.",
    "Published reports of a deal are wrong, the ministry said.",
    "Sign language interpreters stood beside the two presidents.",
    "Watch officers on both sides of the border reported fire.",
    "شارك في الاجتماع وزير الخارجية المصري بدر عبد العاطي ونظيره الروسي.",
    "شاركت مصر في أعمال القمة العربية في بغداد.",
    "تابع الرئيس المصري مع رئيس الوزراء تنفيذ الاتفاق.",
    "نشرت وزارة الخارجية بيانا أدانت فيه الهجوم.",
    "حمل الوزير رسالة من الرئيس إلى نظيره الجزائري.",
    "اقرأ الوزير البيان المشترك أمام الصحفيين.",
    "المصدر قال إن الاجتماع يعقد يوم الخميس المقبل في القاهرة بحضور وزراء خارجية مصر والسعودية والأردن وقطر.",
    "Suivez la ligne du président, a demandé le ministre à ses collègues.",
    "Partager le pouvoir reste l'objectif des deux camps.",
    "Publicité ou non, le texte de l'accord sera rendu au parlement.",
]


@pytest.mark.parametrize(("language", "line"), [(lang, line) for lang, lines in REFUSE.items() for line in lines])
def test_lines_that_are_no_part_of_an_article_go(language, line):
    first, last = ARTICLE[language]
    assert clean(f"{first}\n{line}\n{last}", (), ANYWHERE) == (
        f"{first}\n{last}"
    )


@pytest.mark.parametrize("line", KEPT)
def test_paragraphs_that_only_begin_like_them_stay(line):
    text = "\n".join([*ARTICLE["en"], line, *ARTICLE["ar"]])
    assert clean(text, (), ANYWHERE) == text


@pytest.mark.parametrize("heading", [
    "اقرأ أيضا:", "مواضيع ذات صلة", "الأكثر قراءة", "Related stories", "More on this story",
    "READ MORE", "À lire aussi",
    "Sur le même sujet",
])  # fmt: skip
def test_a_list_of_other_stories_goes_with_its_heading(heading):
    first, last = ARTICLE["en"]
    text = f"{first}\n{heading}\n- Lavrov arrives in Cairo\n- Sudan: what next\n{last}"
    assert clean(text, (), ANYWHERE) == (
        f"{first}\n{last}"
    )


def test_a_paragraph_after_the_list_stays_even_without_a_full_stop():
    paragraph = "وأكد الوزيران أن الجولة المقبلة من المشاورات السياسية بين البلدين تعقد في القاهرة قبل نهاية العام"
    text = f"{ARTICLE['ar'][0]}\nاقرأ أيضا:\nلافروف يصل إلى القاهرة\n{paragraph}"
    assert clean(text, (), ANYWHERE) == f"{ARTICLE['ar'][0]}\n{paragraph}"


def test_a_menu_at_the_beginning_goes_and_a_list_of_states_stays():
    states = "Egypt\nJordan\nQatar\nOman\nIraq\nLibya"
    text = f"Home\nNews\nSport\nWorld\nAbout us\n{ARTICLE['en'][0]}\nThose who signed:\n{states}"
    assert clean(text, (), ()) == f"{ARTICLE['en'][0]}\nThose who signed:\n{states}"


@pytest.mark.parametrize("end", [
    "الكلمات المفتاحية: مصر، روسيا", "Tags: Egypt, Russia", "المصدر: وكالات", "Mots-clés : R",
])  # fmt: skip
def test_what_follows_the_end_goes(end):
    first, last = ARTICLE["en"]
    text = f"{first}\n{last}\n{end}\nSomething of the page's foot."
    assert clean(text, (), ANYWHERE) == (
        f"{first}\n{last}"
    )


def test_an_end_before_the_first_line_is_none():
    assert clean("Tags: Egypt\nThe ministers met.", (), ANYWHERE) != ""


def test_first_lines_that_repeat_a_title_go():
    text = "Moscow talks\nTalks in  Moscow\nThe ministers met.\nTalks in Moscow"
    assert clean(text, {"Talks in Moscow", "Moscow talks"}, ()) == "The ministers met.\nTalks in Moscow"


def test_a_long_paragraph_is_never_taken_for_a_share_line():
    long = "Read more: " + "word " * 70
    assert clean(long, (), ANYWHERE) == long.strip()


def test_rules_of_a_host_are_for_the_hosts_under_it_alone():
    rules = Boilerplate(hosts={"news.example": HostRules(lines=("Spam",), parts=(r"\s*opens new tab",))})
    text = "The ministers opens new tab met.\nSpam here"
    for host in ("news.example", "www.news.example", "ar.news.example"):
        assert clean(text, (), rules.of(f"https://{host}/1")) == "The ministers met."
    for host in ("othernews.example", "example"):
        assert clean(text, (), rules.of(f"https://{host}/1")) == text


def test_elements_become_paths():
    rules = HostRules(elements=("figcaption", ".more", "div.more", "div#x", "gu-island"))
    paths = xpaths([rules])
    assert paths[0] == "//figcaption"
    assert paths[3:] == ["//div[@id='x']", "//gu-island"]
    assert paths[1].startswith("//*[contains(")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("everywhere:\n  lines:\n    - 'ok'\n    - '(broken'\n",
         "boilerplate.yaml:4: everywhere: lines: '(broken' is no regular expression: missing ), unterminated"),
        ("everywhere:\n  lines:\n    - '.*'\n", "boilerplate.yaml:3: everywhere: lines: '.*' matches every line"),
        ("everywhere:\n  lines:\n    - '.'\n", "boilerplate.yaml:3: everywhere: lines: '.' matches every line"),
        ("everywhere:\n  line: []\n", "boilerplate.yaml:2: everywhere: unknown key 'line'; did you mean 'lines'?"),
        ("hots: {}\n", "boilerplate.yaml:1: the rules: unknown key 'hots'; did you mean 'hosts'?"),
        ("everywhere:\n  lines: Follow us\n", "boilerplate.yaml:2: everywhere: lines must be a list"),
        ("hosts:\n  n.example:\n    lines:\n      - Photo: x\n",
         "boilerplate.yaml:4: n.example: lines: a rule is a text"),
        ("hosts:\n  'https://n.example/':\n    lines: [a]\n", "'https://n.example/' is not the name of a host"),
        ("hosts:\n  n.example:\n    elements: ['div > p']\n",
         "boilerplate.yaml:3: n.example: elements: 'div > p' is none of: tag, .class, tag.class, tag#id"),
        ("hosts:\n  n.example: {lines: [a]}\n  n.example: {lines: [b]}\n",
         "boilerplate.yaml:3: hosts: 'n.example' is given twice"),
        ("everywhere: [\n", "boilerplate.yaml:2: not YAML"),
        ("- a\n", "boilerplate.yaml:1: the rules must have the form 'key: value'"),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_its_line(text, message):
    with pytest.raises(BoilerplateError) as caught:
        parse_boilerplate(text, FILE)
    assert message in str(caught.value)


def test_no_rules_are_rules_too():
    assert parse_boilerplate("", FILE) == Boilerplate()


def test_a_slip_keeps_the_daemon_from_starting(tmp_path):
    from agent.assembly.polling import read_boilerplate
    from agent.config.loader import ConfigError, load

    (tmp_path / "agent.yaml").write_text("files: {boilerplate: mine.yaml}\n")
    (tmp_path / "mine.yaml").write_text("everywhere:\n  lines:\n    - '('\n")
    with pytest.raises(ConfigError, match=r"mine\.yaml:3: everywhere: lines: '\(' is no regular expression"):
        read_boilerplate(load(tmp_path / "agent.yaml", environment={}))
