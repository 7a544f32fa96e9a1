"""How English and French news goes on: who does what, and towards whom, in sentences as agencies write them."""

import pytest

ENGLISH = [
    (
        "In Ankara, President Recep Tayyip Erdogan and Bulgarian President Rumen Radev signed a gas deal.",
        ("SUPPORT", {"TR", "BG"}, set()),
        "a place that opens the sentence is none of its subjects",
    ),
    (
        "Nine states, including Kenya and Ghana, called on Belarus to free the hostages.",
        ("REQUEST", {"KE", "GH"}, {"BY"}),
        "some of many are named after including",
    ),
    (
        "Six countries, Peru, Chile and Ghana among them, asked the African Union for observers.",
        ("REQUEST", {"PE", "CL", "GH"}, {"org:african-union"}),
        "some of many are named before among them",
    ),
    (
        "Kenya and more than a dozen other states expelled Belarusian diplomats.",
        ("SANCTION", {"KE"}, {"BY"}),
        "who acts with others nobody names",
    ),
    (
        "A spokesman for Norway's foreign ministry said it condemned the Belarusian raid.",
        ("ACCUSE", {"NO"}, {"BY"}),
        "a spokesman for a ministry speaks for its state",
    ),
    (
        "The Palestinians condemned Hungary's decision.",
        ("ACCUSE", {"PS"}, {"HU"}),
        "a people that acts as one",
    ),
    (
        "Jordan's King Abdullah is due in Rome on Friday for talks with Giorgia Meloni.",
        ("CONSULT", {"JO", "IT"}, set()),
        "the talks are those he is due for",
    ),
    (
        "President Joe Biden, who is due to meet Rumen Radev next month, praised Norway.",
        ("SUPPORT", {"US"}, {"NO"}),
        "what is due next month does not make the praise one to come",
    ),
    (
        "Kenya turned down a Ugandan request to send police to Haiti.",
        ("REQUEST", {"UG"}, {"KE"}),
        "what is turned down was asked of who turns it down",
    ),
    (
        "Hungary's ambassador to Peru was called home for consultations.",
        ("SANCTION", {"HU"}, {"PE"}),
        "an envoy is called home from where he is posted",
    ),
    (
        "Ghana joined the United States in condemning Belarus.",
        ("ACCUSE", {"GH", "US"}, {"BY"}),
        "both who joins and who is joined",
    ),
    (
        "Kenya handed back three prisoners. In Kampala, spokesman Moses Okello thanked Kenya.",
        ("SUPPORT", {"UG"}, {"KE"}),
        "who speaks in the city that opens the sentence",
    ),
    (
        "Peru and Chile signed a pact on fishing. Ghana's president congratulated both on their courage.",
        ("SUPPORT", {"GH"}, {"PE", "CL"}),
        "both are those who made the pact",
    ),
    (
        "Peru and Chile restored diplomatic relations. Ghana hailed the deal.",
        ("SUPPORT", {"GH"}, {"PE", "CL"}),
        "relations that are restored are a deal of both",
    ),
    (
        "Kenyan President William Ruto telephoned Yoweri Museveni and asked him to reopen the border.",
        ("REQUEST", {"KE"}, {"UG"}),
        "him is who the sentence names",
    ),
    (
        "Hungary lodged a protest with Peru. Peru's foreign minister dismissed his account.",
        ("REJECT", {"PE"}, {"HU"}),
        "his account is that of who spoke before",
    ),
    (
        "Kenyan President William Ruto apologised to Yoweri Museveni and offered compensation.",
        ("AGREE", {"KE"}, {"UG"}),
        "what is offered goes to who was told before and",
    ),
    (
        "Peru has always backed Chile. In a tit-for-tat move, it expelled two Chilean diplomats.",
        ("SANCTION", {"PE"}, {"CL"}),
        "an adjective between an article and a noun",
    ),
    (
        '"We shall not forget this insult," warned Peru\'s foreign minister, who accused Chile of spying.',
        ("ACCUSE", {"PE"}, {"CL"}),
        "who warns stands after what is quoted",
    ),
    (
        "Ghana, Peru and Kenya recognised a Palestinian state. Hungary denounced the step.",
        ("ACCUSE", {"HU"}, {"GH", "PE", "KE"}),
        "the step is of all who took it",
    ),
    (
        "Kenya has cut off aid to Ghana, and Peru has expelled two Ghanaian diplomats.",
        ("SANCTION", {"KE"}, {"GH"}),
        "another clause with an auxiliary begins after and",
    ),
    (
        "Peru's president urged Chile to lift unilateral sanctions.",
        ("REQUEST", {"PE"}, {"CL"}),
        "an object between an adjective and the end is no verb",
    ),
    (
        "Kenya apologised to the president of Uganda. Ghana's leader praised Kenya and congratulated both men.",
        ("SUPPORT", {"GH"}, {"KE"}),
        "praise of one before that of both",
    ),
    (
        "Ghana and Kenya, in a joint statement, condemned Belarus.",
        ("ACCUSE", {"GH", "KE"}, {"BY"}),
        "who does so in a joint statement",
    ),
    (
        "Ghana was among the first to condemn Belarus.",
        ("ACCUSE", {"GH"}, {"BY"}),
        "who is among the first to do so",
    ),
    (
        "Peru must open its market, Ghanaian Foreign Minister Kofi Mensah told reporters.",
        ("REQUEST", {"GH"}, {"PE"}),
        "who is named behind what he demands",
    ),
    (
        "Ghana called on Monday for talks with Peru.",
        ("REQUEST", {"GH"}, {"PE"}),
        "a day between a verb and its particle",
    ),
    (
        "Ghana will send Kenya helicopters.",
        ("AID", {"GH"}, {"KE"}),
        "who is given something without a preposition",
    ),
]
FRENCH = [
    (
        "Selon le Kremlin, Vladimir Poutine et Viktor Orban sont convenus d'une rencontre à Budapest.",
        ("CONSULT", {"RU", "HU"}, set()),
        "a source that opens the sentence is none of its subjects",
    ),
    (
        "Le Pérou a, de son côté, gelé les avoirs de trois banques chiliennes.",
        ("SANCTION", {"PE"}, {"CL"}),
        "an insertion between the auxiliary and the participle",
    ),
    (
        "Le Chili a salué le geste « fort, juste et généreux » du président péruvien et remercié le Ghana.",
        ("SUPPORT", {"CL"}, {"GH"}),
        "a participle far from the auxiliary that it shares",
    ),
    (
        "Le ministre ghanéen a annoncé que le Ghana expulserait deux diplomates péruviens.",
        ("SANCTION", {"GH"}, {"PE"}),
        "the conditional tells what is announced",
    ),
    (
        "Le Ghana recevait lundi le président kényan William Ruto.",
        ("CONSULT", {"GH", "KE"}, set()),
        "the imperfect of a verb that is spelled out",
    ),
    (
        "Le Pérou venait d'interdire son espace aérien aux avions chiliens.",
        ("SANCTION", {"PE"}, {"CL"}),
        "what has just been done is done",
    ),
    (
        "« Toute attaque appellera une riposte », a menacé le président chilien à l'adresse du Pérou.",
        ("THREATEN", {"CL"}, {"PE"}),
        "who threatens stands after what is quoted",
    ),
    (
        "La France a annoncé le rappel pour consultations de son ambassadeur au Pérou.",
        ("SANCTION", {"FR"}, {"PE"}),
        "a recall with its purpose before whose it is",
    ),
    (
        "Le Ghana et le Pérou s'accusent mutuellement d'espionnage.",
        ("ACCUSE", {"GH"}, {"PE"}),
        "each does it to the other",
    ),
    (
        "Un cessez-le-feu est entré en vigueur mardi entre Israël et le Hezbollah.",
        ("RETREAT", {"IL", "org:hezbollah"}, set()),
        "a truce takes effect",
    ),
    (
        "Le Pérou a annoncé des droits de douane sur les importations chiliennes.",
        ("SANCTION", {"PE"}, {"CL"}),
        "an object of three words",
    ),
    (
        "Le Pérou a reçu mardi à Machin les chefs d'État du Mali, du Niger et du Tchad.",
        ("CONSULT", {"PE", "ML", "NE", "TD"}, set()),
        "states that are listed behind a title, at a place that nobody knows",
    ),
    (
        "Le Pérou a reçu à Pékin les présidents du Mali et du Niger.",
        ("CONSULT", {"PE", "ML", "NE"}, set()),
        "whom one receives in a city is not of that city",
    ),
    (
        "Le président Emmanuel Macron, le chancelier Olaf Scholz, et le roi du Maroc ont condamné le Pérou.",
        ("ACCUSE", {"FR", "DE", "MA"}, {"PE"}),
        "titles with names, listed",
    ),
]
FRENCH += [
    (
        "Les ministres des Affaires étrangères français, allemand et ghanéen ont rencontré leur homologue péruvien.",
        ("CONSULT", {"FR", "DE", "GH", "PE"}, set()),
        "adjectives that go on with a title in the plural",
    ),
    (
        "Le Pérou et le Chili ont signé un traité. Le Ghana a reproché aux deux capitales leur précipitation.",
        ("ACCUSE", {"GH"}, {"PE", "CL"}),
        "the two that were named, behind a contracted article",
    ),
    (
        "Le Pérou a sollicité l'envoi de policiers du Ghana et du Kenya.",
        ("REQUEST", {"PE"}, {"GH", "KE"}),
        "a preposition that is said again",
    ),
    (
        "La ministre ghanéenne a précisé avoir convoqué l'ambassadeur péruvien.",
        ("ACCUSE", {"GH"}, {"PE"}),
        "what somebody says to have done",
    ),
]
NOTHING = [
    ("en", "Iran-backed rebels took a town near the border."),
    ("en", "The prime minister accepted none of the demands that the unions made."),
    ("en", "A ship was sent to the port to support the fishermen."),
    ("fr", "En marge du sommet, les journalistes ont accusé réception du programme."),
    ("fr", "La Commission a convoqué une réunion sur les prix du lait."),
]
"""Words of an act in sentences that tell none."""


def told(mentions):
    return [(m.type, {a.party for a in m.actors}, {r.party for r in m.recipients}) for m in mentions]


@pytest.mark.parametrize(("text", "expected", "why"), ENGLISH, ids=[why for *_, why in ENGLISH])
def test_who_does_what_in_english_news(acts, text, expected, why):
    assert expected in told(acts(f"Report\n{text}", language="en", published="2024-06-11")), why


@pytest.mark.parametrize(("text", "expected", "why"), FRENCH, ids=[why for *_, why in FRENCH])
def test_who_does_what_in_french_news(acts, text, expected, why):
    assert expected in told(acts(f"Dépêche\n{text}", language="fr", published="2024-06-11")), why


@pytest.mark.parametrize(("language", "text"), NOTHING)
def test_words_of_an_act_that_tell_none(acts, language, text):
    assert told(acts(f"Report\n{text}", language=language)) == []


def test_what_is_quoted_again_of_one_of_several_is_told_once(acts):
    text = (
        "Report\nGhana, Peru and Kenya recognised a Palestinian state on Monday.\n"
        '"Today Ghana formally recognises the State of Palestine," the Ghanaian president said.'
    )
    assert [m.type for m in acts(text, language="en")] == ["SUPPORT"]


def test_a_deal_that_a_headline_seals_is_the_one_that_is_signed(acts):
    text = "Peru and Chile seal fishing deal\nPeru and Chile signed an agreement on fishing on Monday."
    assert [m.mode for m in acts(text, language="en")] == ["sign"]


def test_who_is_still_to_follow_suit(acts):
    text = (
        "Report\nGhana recognised a Palestinian state on Monday. Peru welcomed the decision. "
        "Kenya was due to follow suit on Friday."
    )
    kenya = [m for m in acts(text, language="en") if {a.party for a in m.actors} == {"KE"}]
    assert [(m.type, m.mode, m.status) for m in kenya] == [("SUPPORT", "recognise", "planned")]
