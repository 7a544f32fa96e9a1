"""How English words the acts of each type: in our own sentences, each for one way of telling."""

import pytest

VERBS_AND_NOUNS = [
    ("Saudi Arabia mediated between Iran and Bahrain.", "CONSULT", {"SA", "IR", "BH"}, set()),
    ("The Turkish president left Doha after a two-day visit.", "CONSULT", {"TR", "QA"}, set()),
    ("China dispatched a special envoy to Myanmar.", "CONSULT", {"CN", "MM"}, set()),
    ("Jordan sent humanitarian aid to Gaza.", "AID", {"JO"}, {"PS"}),
    ("Brazil's president said Israel was committing genocide.", "ACCUSE", {"BR"}, {"IL"}),
    ("Iran seized a British tanker in the strait.", "SANCTION", {"IR"}, {"GB"}),
    ("Russia cut off gas supplies to Moldova.", "SANCTION", {"RU"}, {"MD"}),
    ("Israel ignored appeals from France.", "REJECT", {"IL"}, {"FR"}),
    ("Senior officials from the United States and Russia met in Riyadh on Tuesday.", "CONSULT", {"US", "RU"}, set()),
    ("An Iranian delegation led by the deputy foreign minister visited Riyadh.", "CONSULT", {"IR", "SA"}, set()),
    ("An Iranian delegation is in Riyadh for talks on reopening embassies.", "CONSULT", {"IR", "SA"}, set()),
    ("Talks between Armenia and Azerbaijan resumed in Tbilisi on Tuesday.", "CONSULT", {"AM", "AZ"}, set()),
    ("President Donald Trump called Volodymyr Zelensky late on Tuesday.", "CONSULT", {"US", "UA"}, set()),
    ("The UN Security Council held an emergency session on Tuesday.", "CONSULT", {"org:un"}, set()),
    ("A ceasefire between Thailand and Cambodia was agreed on Tuesday.", "AGREE", {"TH", "KH"}, set()),
    ("Japan vowed to help the Philippines build a new port.", "AGREE", {"JP"}, {"PH"}),
    ("Turkey has offered to mediate between Russia and Ukraine.", "AGREE", {"TR"}, {"RU", "UA"}),
    ("A defence pact between Morocco and France was signed on Tuesday.", "SUPPORT", {"MA", "FR"}, set()),
    ("The pact, signed in Astana by Kazakhstan and China, covers gas.", "SUPPORT", {"KZ", "CN"}, set()),
    ("Saudi Arabia and Iran have agreed to restore diplomatic ties.", "SUPPORT", {"SA", "IR"}, set()),
    ("Egypt sent a message of condolence to Turkish President Recep Tayyip Erdogan.", "SUPPORT", {"EG"}, {"TR"}),
    ("Egyptian and Chinese air forces kicked off joint drills on Tuesday.", "COOPERATE", {"EG", "CN"}, set()),
    ("Spain handed over a suspected drug lord to the United States.", "COOPERATE", {"ES"}, {"US"}),
    ("Qatar donated 30 ambulances to Lebanon.", "AID", {"QA"}, {"LB"}),
    ("China wrote off part of Zambia's debt.", "AID", {"CN"}, {"ZM"}),
    ("Russian President Vladimir Putin apologised to his Azerbaijani counterpart.", "CONCEDE", {"RU"}, {"AZ"}),
    ("Kenya withdrew its complaint against Somalia.", "CONCEDE", {"KE"}, {"SO"}),
    ("Iran freed two British nationals.", "RETREAT", {"IR"}, {"GB"}),
    ("Pakistan reopened the Torkham crossing with Afghanistan.", "RETREAT", {"PK"}, {"AF"}),
    ("Israeli troops pulled out of southern Lebanon.", "RETREAT", {"IL"}, {"LB"}),
    ("Jordan told Israel to open the crossings.", "REQUEST", {"JO"}, {"IL"}),
    ("Rwanda called for direct talks with Kenya.", "REQUEST", {"RW"}, {"KE"}),
    ("Estonia said Russia was behind the cyberattack.", "ACCUSE", {"EE"}, {"RU"}),
    ("Kenya said that Rwanda had violated the ceasefire.", "ACCUSE", {"KE"}, {"RW"}),
    ("Germany voiced concern over China's export curbs.", "ACCUSE", {"DE"}, {"CN"}),
    ("Colombia's president called Israel's offensive a genocide.", "ACCUSE", {"CO"}, {"IL"}),
    ("Albania's prime minister refused to meet Greece's foreign minister.", "REJECT", {"AL"}, {"GR"}),
    ("Russia vetoed a Security Council resolution on Sudan.", "REJECT", {"RU"}, set()),
    ("US President Donald Trump threatened to impose tariffs on Mexico.", "THREATEN", {"US"}, {"MX"}),
    ("Iran's foreign minister said Iran would respond to any Israeli attack.", "THREATEN", {"IR"}, {"IL"}),
    ("Washington added 12 Russian banks to its sanctions list.", "SANCTION", {"US"}, {"RU"}),
    ("Three Russian diplomats have been expelled from Poland.", "SANCTION", {"PL"}, {"RU"}),
    ("The Russian ambassador was summoned to Poland's foreign ministry.", "ACCUSE", {"PL"}, {"RU"}),
    ("The African Union suspended Gabon.", "SANCTION", {"org:african-union"}, {"GA"}),
    ("Bolivia put aid for Israel on hold.", "SANCTION", {"BO"}, {"IL"}),
]
IN_A_STORY = [
    (
        "Narendra Modi spoke to the emir of Qatar by telephone on Monday and expressed his condolences.",
        ("SUPPORT", {"IN"}, {"QA"}),
        "who was talked to is meant",
    ),
    (
        "Brazil expelled Nicaragua's ambassador on Thursday. Managua had done the same to its envoy.",
        ("SANCTION", {"NI"}, {"BR"}),
        "the act before it is meant",
    ),
    (
        "Turkey's parliament ratified Sweden's accession. NATO chief Jens Stoltenberg welcomed the vote.",
        ("SUPPORT", {"org:nato"}, {"TR"}),
        "a vote is a deed",
    ),
    (
        "The Emirates, which Sudan accuses of arming the rebels, kept silent.",
        ("ACCUSE", {"SD"}, {"AE"}),
        "of whom a relative clause says it",
    ),
    (
        "Kenya's president invited Joseph Aoun to Nairobi. The Lebanese president accepted the invitation.",
        ("CONSULT", {"LB", "KE"}, set()),
        "to whom the invitation leads",
    ),
    (
        "The European Union raised tariffs on Chinese cars, prompting Beijing to threaten it with duties.",
        ("THREATEN", {"CN"}, {"org:eu"}),
        "who is prompted acts",
    ),
    (
        "South Korea's national security office called in the Russian ambassador.",
        ("ACCUSE", {"KR"}, {"RU"}),
        "a body described between its state and its name",
    ),
    (
        "The foreign ministry in Bangkok accused Cambodia of laying mines.",
        ("ACCUSE", {"TH"}, {"KH"}),
        "a ministry is of the state in whose capital it sits",
    ),
    (
        "In a call with Xi Jinping, Emmanuel Macron spoke of trade.",
        ("CONSULT", {"FR", "CN"}, set()),
        "whose call a sentence opens with",
    ),
    (
        "An Indian aircraft carrying relief supplies landed in Colombo on Monday.",
        ("AID", {"IN"}, {"LK"}),
        "goods that arrive",
    ),
]
NOTHING = [
    ("Britain has ruled out suspending trade talks with India.", "SANCTION", "what is ruled out"),
    ("The president discussed a policy of not arming Ukraine with Germany.", "AID", "what is not done"),
    ("Iraq was trying to persuade Iran and the United States to resume talks.", "CONSULT", "what is only wished for"),
    ("Whether Vladimir Putin will go to China is open.", "CONSULT", "what is asked"),
    ("Sweden rejected what it called a breach of the treaty by Norway.", "ACCUSE", "what something is called"),
]


def told(mentions):
    return [(m.type, {a.party for a in m.actors}, {a.party for a in m.recipients}) for m in mentions]


@pytest.mark.parametrize(("text", "kind", "actors", "recipients"), VERBS_AND_NOUNS)
def test_each_way_of_wording_tells_its_act(acts, text, kind, actors, recipients):
    assert (kind, actors, recipients) in told(acts("News\n" + text, language="en"))


@pytest.mark.parametrize(("text", "act", "why"), IN_A_STORY, ids=[why for _, _, why in IN_A_STORY])
def test_a_story_says_who_is_meant(acts, text, act, why):
    assert act in told(acts("News\n" + text, language="en"))


@pytest.mark.parametrize(("text", "kind", "why"), NOTHING, ids=[why for _, _, why in NOTHING])
def test_what_is_not_done_is_no_act(acts, text, kind, why):
    assert kind not in {m.type for m in acts("News\n" + text, language="en") if m.status != "denied"}


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("Joe Biden said he would not impose tariffs on Mexico after all.", "CONCEDE", "occurred"),
        ("The United States will stop all aid to Nigeria if the killings go on.", "THREATEN", "occurred"),
        ("Jordan cancelled a summit at which Joe Biden was to have met King Abdullah.", "CONSULT", "denied"),
        ("Greece and Turkey decided to hold regular consultations.", "CONSULT", "planned"),
        ("Germany denied that it had offered Ukraine new missiles.", "AGREE", "denied"),
        ("Azerbaijan said it would back Armenia's bid to host the conference.", "AGREE", "occurred"),
    ],
)
def test_how_an_act_is_told_gives_its_type_and_status(acts, text, kind, status):
    assert (kind, status) in [(m.type, m.status) for m in acts("News\n" + text, published="2024-05-21", language="en")]


def test_a_stand_in_means_the_party_of_its_kind_that_the_story_names(acts):
    story = (
        "News\nManila handed the former mayor to the International Criminal Court. China urged the court to be fair."
    )
    assert ("REQUEST", {"CN"}, {"org:icc"}) in told(acts(story, language="en"))


def test_a_kingdom_in_a_name_is_no_stand_in(acts):
    story = "Nouvelles\nLe Royaume-Uni a expulsé deux diplomates russes. Le Maroc et la Jordanie n'ont rien dit."
    assert told(acts(story, language="fr")) == [("SANCTION", {"GB"}, {"RU"})]


def test_a_movement_is_the_state_that_it_governs_since_it_took_power(acts):
    text = "News\nThe Taliban thanked Qatar for its help."
    assert told(acts(text, published="2019-03-01", language="en")) == [("SUPPORT", {"org:taliban"}, {"QA"})]
    assert told(acts(text, published="2023-03-01", language="en")) == [("SUPPORT", {"AF"}, {"QA"})]


def test_a_surname_after_another_given_name_is_somebody_else(acts):
    story = "News\nSudan's ambassador, Jamal Hamid Hassan, accused the Emirates of arming the rebels."
    assert told(acts(story, language="en")) == [("ACCUSE", {"SD"}, {"AE"})]


def test_a_list_with_the_united_states_in_it_is_one_subject(acts):
    story = "News\nWarships of India, the United States, Japan and Australia began a joint exercise on Tuesday."
    assert ("COOPERATE", {"IN", "US", "JP", "AU"}, set()) in told(acts(story, language="en"))


def test_a_headline_that_names_fewer_is_told_in_full_by_the_story(acts):
    story = "Pyongyang condemns US drill\nNorth Korea condemned a drill by the United States and Japan on Sunday."
    found = told(acts(story, language="en"))
    assert ("ACCUSE", {"KP"}, {"US", "JP"}) in found
    assert ("ACCUSE", {"KP"}, {"US"}) not in found


def test_who_was_called_him_is_he_in_the_next_sentence(acts):
    story = (
        "News\nThe Ukrainian president was in Berlin for talks. Olaf Scholz told him that aid would go on. "
        "He thanked Italy for its help."
    )
    assert ("SUPPORT", {"UA"}, {"IT"}) in told(acts(story, published="2023-05-15", language="en"))


def test_in_a_country_s_talks_the_country_is_where_they_are_held(acts):
    found = told(acts("News\nRussia and Ukraine agreed on a truce in Saudi talks, Turkey said.", language="en"))
    assert ("AGREE", {"RU", "UA"}, set()) in found
    assert not [act for act in found if "SA" in act[1]]
