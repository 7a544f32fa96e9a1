"""Whose act it is, and towards whom, where an English or French clause does not say so in plain order."""

import pytest

WHO_DOES_WHAT = [
    (
        "Japan's prime minister is also to meet Italian host Giorgia Meloni before leaving for Rome.",
        ("CONSULT", {"JP", "IT"}, set()),
        "a person is met whose name what he is stands before",
    ),
    (
        "President William Ruto, nine of whose soldiers have died there, telephoned Paul Kagame.",
        ("CONSULT", {"KE", "RW"}, set()),
        "an aside on some of his men leaves him the subject",
    ),
    (
        "Kenya's chief diplomat, with his spokesman calling it a provocation, condemned Uganda's decree.",
        ("ACCUSE", {"KE"}, {"UG"}),
        "who stands under with before a gerund",
    ),
    (
        "Vladimir Putin signed orders banning imports of wine from Moldova.",
        ("SANCTION", {"RU"}, {"MD"}),
        "what is signed bans it",
    ),
    (
        "The treaty that Vladimir Putin and Kim Jong Un concluded in Pyongyang has 23 articles.",
        ("SUPPORT", {"RU", "KP"}, set()),
        "a clause whose object stands before it",
    ),
    (
        "Ghana's president was hit with personal sanctions by Togo.",
        ("SANCTION", {"TG"}, {"GH"}),
        "a past spelt like the infinitive is passive after to be",
    ),
    (
        "Estonia said Russian balloons had violated its airspace.",
        ("ACCUSE", {"EE"}, {"RU"}),
        "things of a state do what it is blamed for",
    ),
    (
        "Iran's ambassador to Norway was summoned on Friday.",
        ("ACCUSE", {"NO"}, {"IR"}),
        "where the envoy is posted he is summoned",
    ),
    (
        "Chinese restrictions on Lithuania were tightened on Friday.",
        ("SANCTION", {"CN"}, {"LT"}),
        "whose the measures are that a passive tells",
    ),
    (
        "Israel is to pull its soldiers out of southern Lebanon.",
        ("RETREAT", {"IL"}, {"LB"}),
        "its own soldiers are no other party",
    ),
    (
        "Serbia said that it would retaliate if Croatia closed the crossing.",
        ("THREATEN", {"RS"}, {"HR"}),
        "who is threatened in case he does it",
    ),
    ("Senegal told Mali not to close the border.", ("REQUEST", {"SN"}, {"ML"}), "told not to do a thing"),
    ("Kenya put off the visit at Uganda's request.", ("REQUEST", {"UG"}, {"KE"}), "at whose request"),
    (
        "Spain brushed aside a plea from Cuba for the two sides to talk.",
        ("REQUEST", {"CU"}, {"ES"}),
        "a plea that is turned down",
    ),
    (
        "Chile drew condemnation from Peru.",
        ("ACCUSE", {"PE"}, {"CL"}),
        "who draws condemnation",
    ),
    (
        "President Donald Trump told Prime Minister Anthony Albanese in a late-night call that he would wait.",
        ("CONSULT", {"US", "AU"}, set()),
        "who is told it in a call is on the line",
    ),
    (
        "A spokesman for Vladimir Putin accused Germany of lying.",
        ("ACCUSE", {"RU"}, {"DE"}),
        "a leader's spokesman speaks for his state",
    ),
    (
        "U.S. and Russian officials met in Riyadh on Tuesday.",
        ("CONSULT", {"US", "RU"}, set()),
        "the stop of an abbreviation ends nothing",
    ),
    (
        "Russia threatened Denmark with war. Denmark called that talk unacceptable.",
        ("ACCUSE", {"DK"}, {"RU"}),
        "that points at a thing",
    ),
    (
        "Turkey said it would expel two Greek diplomats and recall its ambassador from Greece.",
        ("SANCTION", {"TR"}, {"GR"}),
        "what goes on with what is to come",
    ),
]
NO_SUCH_ACT = [
    ("Ghana thanked Norway for its leadership in supporting Nepal.", "SUPPORT", {"NO"}, "a part in a deed is none"),
    ("The ministers spoke of using frozen Russian assets for Ukraine.", "SANCTION", {"RU"}, "frozen qualifies assets"),
    (
        "France and Italy signed a pact on the sidelines of the G20 summit.",
        "CONSULT",
        {"org:g20"},
        "a forum is no meeting of them",
    ),
    ("The president of Ghana agreed that his country meets the conditions.", "CONSULT", {"GH"}, "conditions are met"),
    ("Peru hailed the lifting of sanctions on Syria.", "RETREAT", {"PE"}, "who hails a deed did not do it"),
    ("Kenya distanced itself from the trip to Russia.", "CONSULT", {"KE"}, "a trip that is spoken of"),
    ("Mike Johnson called on its president to resign. Ghana was silent.", "REQUEST", {"GH"}, "an office of no state"),
    ("Donald Trump rebuked the journalist. Saudi Arabia was silent.", "ACCUSE", {"US"}, "a journalist is no party"),
    ("Chinese state media praised Russia.", "SUPPORT", {"CN"}, "papers are not the state"),
    ("KALAMATA, Greece - A Greek court dropped charges against nine Egyptian men.", "CONCEDE", {"GR"}, "a dateline"),
]
IN_A_STORY = [
    (
        "Armenia and Azerbaijan signed a treaty. Armenia lifted its ban on Azeri planes. Iran called the treaty wrong.",
        ("ACCUSE", {"IR"}, {"AM", "AZ"}),
        "a pact is of all who made it",
    ),
    (
        "Egypt urged Israel to open the crossing. Israel refused.",
        ("REJECT", {"IL"}, {"EG"}),
        "who asked is refused",
    ),
    (
        "China mourned its dead after a quake in Sichuan. China buried 40 people. Japan has pledged 100 million yen.",
        ("AGREE", {"JP"}, {"CN"}),
        "a sum goes to whom the story is about",
    ),
    (
        "Australia's Anthony Albanese received Indonesia's Prabowo Subianto. The leaders committed to a new treaty.",
        ("AGREE", {"AU", "ID"}, set()),
        "the leaders are the two who met",
    ),
    (
        "Poland received South Korean minister Kim Seon-ho on Friday. Kim thanked Warsaw for its trust.",
        ("SUPPORT", {"KR"}, {"PL"}),
        "whose family name comes first is called by it",
    ),
    (
        "Marco Rubio congratulated Lee Jae-myung of South Korea. China sent a congratulatory message.",
        ("SUPPORT", {"CN"}, {"KR"}),
        "good wishes are for whom others gave theirs",
    ),
    (
        "Joe Biden rang Emmanuel Macron and Olaf Scholz.",
        ("CONSULT", {"US", "FR"}, set()),
        "who rings two rings each of them",
    ),
]
IN_FRENCH = [
    ("Les présidents sénégalais et mauritanien se sont parlé mardi.", ("CONSULT", {"SN", "MR"}, set())),
    ("Le Burundi a annoncé son retrait de l'Union africaine (UA).", ("SANCTION", {"BI"}, {"org:african-union"})),
    ("Le Maroc a ensuite reçu l'émissaire malien. La Tunisie a elle aussi exhorté le Mali à céder.",
     ("REQUEST", {"TN"}, {"ML"})),
    ("Le roi a vu le ministre grec Nikos Dendias. Ce dernier a remercié le Maroc.", ("SUPPORT", {"GR"}, {"MA"})),
]


def told(mentions):
    return [(m.type, {a.party for a in m.actors}, {a.party for a in m.recipients}) for m in mentions]


@pytest.mark.parametrize(("text", "act", "why"), WHO_DOES_WHAT, ids=[w for _, _, w in WHO_DOES_WHAT])
def test_who_does_what_to_whom(acts, text, act, why):
    assert act in told(acts("News\n" + text, published="2025-03-12", language="en")), why


@pytest.mark.parametrize(("text", "kind", "actors", "why"), NO_SUCH_ACT, ids=[w for *_, w in NO_SUCH_ACT])
def test_what_is_no_act_of_theirs(acts, text, kind, actors, why):
    found = told(acts("News\n" + text, published="2025-03-12", language="en"))
    assert not [act for act in found if act[0] == kind and act[1] == actors], why


@pytest.mark.parametrize(("text", "act", "why"), IN_A_STORY, ids=[w for _, _, w in IN_A_STORY])
def test_what_the_story_has_said_says_whom(acts, text, act, why):
    assert act in told(acts("News\n" + text, published="2024-06-12", language="en")), why


@pytest.mark.parametrize(("text", "act"), IN_FRENCH)
def test_clauses_in_french(acts, text, act):
    assert act in told(acts("Nouvelles\n" + text, published="2025-03-12", language="fr"))


@pytest.mark.parametrize(
    "text",
    [
        "In Ankara, Volodymyr Zelensky told Recep Tayyip Erdogan that no deal could be made without him.",
        "Volodymyr Zelensky thanked Recep Tayyip Erdogan at Dolmabahce Palace.",
    ],
)
def test_who_tells_another_something_at_home_visits_him(acts, text):
    assert ("CONSULT", {"UA", "TR"}, set()) in told(acts("News\n" + text, published="2025-02-18", language="en"))


def test_a_month_beside_a_number_is_nobody(acts):
    found = acts("News\nSpain will recognise Palestine on May 28, it said.", published="2024-05-22", language="en")
    assert told(found) == [("SUPPORT", {"ES"}, {"PS"})]
    assert found[0].date.value == "2024-05-28"


def test_who_is_visited_in_two_capitals_is_visited_twice(acts):
    found = told(acts("News\nHungary's Viktor Orban visited Kyiv and Moscow.", published="2024-07-08", language="en"))
    assert ("CONSULT", {"HU", "UA"}, set()) in found
    assert ("CONSULT", {"HU", "RU"}, set()) in found


def test_a_visit_to_who_is_met_there_with_others_stays(acts):
    story = (
        "News\nNarendra Modi landed in Kazan for talks with Vladimir Putin. "
        "He met Xi Jinping of China in Kazan on Wednesday. Putin will visit India."
    )
    found = told(acts(story, published="2024-10-22", language="en"))
    assert ("CONSULT", {"IN", "RU"}, set()) in found
    assert ("CONSULT", {"IN", "CN"}, set()) in found


def test_a_call_to_come_is_another_than_the_talks_that_were(acts):
    story = "News\nDonald Trump said he would call Volodymyr Zelensky. Zelensky spoke after long talks with Trump."
    found = acts(story, published="2025-08-15", language="en")
    assert {m.status for m in found if m.type == "CONSULT"} == {"planned", "occurred"}


def test_plans_that_are_shelved_are_denied(acts):
    story = "News\nPlans for Ghana's president to visit Togo have been shelved. A trip to Benin was scrapped by Ghana."
    found = acts(story, published="2025-03-12", language="en")
    assert [m.status for m in found if {a.party for a in m.actors} == {"GH", "TG"}] == ["denied"]
