"""Made-up reports with the sizes that the extractor makes of real news, for the benchmarks of the resolver.

Measured on 800 articles of the foreign desks of five Arabic outlets: 43 in 100 articles tell of an act; those have 2.35
mentions in the mean (1 in 40 %, 2 in 26 %, 3 in 15 %, up to 12), a kilobyte of JSON each, and a sketch of 292 runs of
words. An act is told by three reports in the mean, one in five of them with the words of another.
"""

import random
from datetime import UTC, datetime, timedelta

from agent.records import Actor, EventDate, Evidence, Mention, Place, Report, Sketch

START = datetime(2026, 11, 20, tzinfo=UTC)
MENTIONS = (1,) * 40 + (2,) * 26 + (3,) * 15 + (4,) * 7 + (5,) * 5 + (6,) * 3 + (7,) * 2 + (8, 12)
KINDS = [
    ("CONSULT", "phone"),
    ("CONSULT", "meeting"),
    ("CONSULT", "visit"),
    ("ACCUSE", "disapprove"),
    ("REQUEST", ""),
    ("AGREE", ""),
    ("SUPPORT", "praise"),
    ("SANCTION", "impose"),
    ("ACCUSE", "allege"),
    ("REJECT", ""),
]
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


class News:
    """Makes reports; the same ones in every run."""

    def __init__(self, share, again=0.67):
        self.chance = random.Random(11)
        self.share = share
        self.again = again
        self.words = ["".join(self.chance.choices(LETTERS, k=self.chance.randint(2, 7))) for _ in range(8000)]
        self.parties = [a + b for a in "ABCDEFGHIJ" for b in "KLMNOPQRST"]
        self.weights = [1 / (n + 1) ** 0.8 for n in range(len(self.parties))]
        self.recent = []

    def sentence(self, words=14):
        return " ".join(self.chance.choices(self.words, k=words))

    def sketch(self, seed):
        chance = random.Random(seed)
        size = max(20, int(chance.gauss(292, 120)))
        hashes = sorted({chance.getrandbits(32) for _ in range(size)})
        return Sketch(scheme="bench", words=size, shingles=tuple(hashes), clauses=tuple(hashes[:18]))

    def act(self, day):
        roles = "minister", "president", "envoy"
        kind, mode = self.chance.choice(KINDS)
        drawn = self.chance.choices(self.parties, self.weights, k=self.chance.choice((2, 2, 3)))
        parties = list(dict.fromkeys(drawn))
        officials = [f"{party.lower()}-{self.chance.choice(roles)}" for party in parties]
        place = Place(name=f"City of {parties[0]}", country=parties[0]) if self.chance.random() < 0.3 else None
        date = (day - timedelta(days=self.chance.choice((0, 0, 0, 0, 1, 1, 2, 5)))).date().isoformat()
        return kind, mode, parties, officials, date, place, self.sentence(20)

    def mention(self, article, number, act):
        kind, mode, parties, officials, date, place, about = act
        sentence = f"{about} {self.sentence()}"
        actors = tuple(
            Actor(party=party, role="foreign_minister", person=person, name=self.words[len(person) * 7],
                  text=sentence[40:60], start=40, end=60)
            for party, person in zip(parties, officials, strict=True)
        )  # fmt: skip
        mutual = kind in {"CONSULT", "AGREE"}
        return Mention(
            mention_id=f"{article}/{number}", article_id=article, version=1, type=kind, mode=mode,
            actors=actors if mutual else actors[:1], recipients=() if mutual else actors[1:],
            date=EventDate(value=date, basis="relative"), place=place, topics=("gaza",) if number % 3 else (),
            evidence=Evidence(sentence=sentence, trigger=sentence[60:70], start=60, end=70), confidence=0.74,
            language="ar",
        )  # fmt: skip

    def report(self, number, moment):
        article = f"{number:016x}"
        acts, words = [], number
        if self.chance.random() < self.share:
            for _ in range(self.chance.choice(MENTIONS)):
                if self.recent and self.chance.random() < self.again:
                    act, text = self.recent[-1 - int(self.chance.random() ** 2 * len(self.recent))]
                    words = text if self.chance.random() < 0.2 else words
                else:
                    act = self.act(moment)
                acts.append(act)
        self.recent = (self.recent + [(act, words) for act in acts])[-3000:]
        return Report(
            article_id=article, version=1, source="bench", outlet=f"outlet {self.chance.randrange(300)}",
            url=f"https://news.example.org/ar/world/2026/{number}-{self.words[number % 8000]}", language="ar",
            title=self.sentence()[:70], published=moment, fetched=moment, sketch=self.sketch(words),
            mentions=tuple(self.mention(article, n, act) for n, act in enumerate(acts)),
        )  # fmt: skip
