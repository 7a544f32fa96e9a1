"""Generated runs of reports, made to be hard to tell apart: few parties, few days, much that nearly fits."""

from hypothesis import strategies as st

from consumers.relation.normal import standard_sketcher
from tests.consumers.resolve.conftest import START, mention, report

PARTIES = [
    ("EG", "RU"),
    ("RU", "UA"),
    ("RU", "UA"),
    ("RU", "UA", "TR"),
    ("UA", "TR"),
    ("RU", "UA", "TR", "QA"),
    ("TR", "QA", "RU"),
    ("RU",),
    ("EG:badr-abdelatty:foreign_minister", "RU:sergey-lavrov:foreign_minister"),
    ("EG", "RU:vladimir-putin:head_of_state"),
]
PLACES = [(None, ""), (None, ""), ("Cairo", "EG"), ("Istanbul", "TR"), ("Moscow", "RU"), ("Alexandria", "EG")]
TEXTS = [
    " ".join(f"w{n}" for n in range(40)),
    " ".join(f"w{n}" for n in range(8, 60)),
    " ".join([*(f"w{n}" for n in range(24)), *(f"x{n}" for n in range(24))]),
    " ".join(f"y{n}" for n in range(30)),
]
SENTENCES = [
    "They met in the capital on Monday and talked for two hours about grain.",
    "Both called for calm along the border and for more aid to the displaced people.",
    "w1 w2 w3 w4 w5 w6 w7 w8.",
]


@st.composite
def acts(draw):
    """One act as one report tells it; mostly a version of the same few meetings."""
    kind = draw(st.sampled_from(["CONSULT"] * 5 + ["AGREE", "ACCUSE"]))
    by = draw(st.sampled_from(PARTIES))
    to = ()
    if kind == "ACCUSE":
        by, to = by[:1], draw(st.sampled_from([(), by[1:], ("IL",)]))
    place, country = draw(st.sampled_from(PLACES))
    return mention(
        kind,
        by,
        to,
        mode=draw(st.sampled_from(["phone", "meeting", "visit", "visit", "multilateral"])) if kind == "CONSULT" else "",
        status=draw(st.sampled_from(["occurred"] * 4 + ["planned", "denied"])),
        date=draw(st.sampled_from([None, "2025-06", "2025-06-02", "2025-06-02", "2025-06-03", "2025-06-04"])),
        basis=draw(st.sampled_from(["explicit", "explicit", "published"])),
        place=place,
        country=country,
        sentence=draw(st.sampled_from(SENTENCES)),
        confidence=draw(st.sampled_from([0.5, 0.8])),
    )


@st.composite
def runs(draw, articles=10, versions=True, hours=60):
    """Reports of up to so many articles, published within so many hours, by few outlets, some in several versions."""
    told = []
    for number in range(draw(st.integers(1, articles))):
        article = "abcdefghijklmnop"[number]
        at = draw(st.integers(0, hours))
        outlet = draw(st.sampled_from([f"Outlet {article}", "Gate", "Mirror"]))
        url = draw(st.sampled_from(["", "https://gate.example/1"])) if outlet == "Gate" else ""
        for version in range(1, draw(st.integers(1, 3 if versions else 1)) + 1):
            said = draw(st.lists(acts(), min_size=draw(st.integers(0, 1)), max_size=2))
            text = draw(st.sampled_from([None, *TEXTS]))
            told.append(report(article, *said, outlet=outlet, at=at, version=version, text=text, url=url))
    return told


def latest(run):
    """Return the last version of every article, by place in the order of reports."""
    last = {}
    for record in run:
        if record.article_id not in last or record.version > last[record.article_id].version:
            last[record.article_id] = record
    return sorted(last.values(), key=lambda record: (record.published, record.article_id))


END = START.replace(day=START.day + 2, hour=22)
SKETCHER = standard_sketcher()
