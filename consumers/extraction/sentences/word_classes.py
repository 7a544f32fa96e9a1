"""English words that are verb or noun by their place: "the talks", "she talks"; "new sanctions", "it sanctions"."""

from __future__ import annotations

from itertools import pairwise

from consumers.extraction.sentences.clauses import (
    BREAK,
    CLEAR,
    COMMA,
    GROUP,
    NOUN,
    PREP,
    RELATIVE,
    STOP,
    VERB,
    WORD,
    Item,
)
from consumers.extraction.words.readings import frames
from consumers.extraction.words.word import Word
from consumers.text.tokens import Token

_AMBIGUOUS = frozenset({"present", "base", "gerund"})
_FINITE = frozenset({"past", "present"})
_DONE = frozenset({"past", "participle"})
_OF_NOUNS = frozenset({"deed", "pact", "world", "text", "phone", "planned"})
"""What a word is that is no verb where it stands: the vote."""
_OF = frozenset({"of", "from", "on", "with", "for", "about"})
_OPENING = frozenset({"AGREE", "REQUEST", "THREATEN", "CONCEDE"})
"""Acts whose verbs take a clause: agreed that, demanded that."""
_HAVING = frozenset({"had", "has", "have"})
_DETERMINERS = frozenset({"definite", "possessive"})
_APOSTROPHES = frozenset("'’")
_DATELINE = 12
"""Items within which the dash of a dateline comes."""
_SHORTEST = 2
_CONJUNCTIONS = frozenset({"after", "before", "because", "après", "avant"})


def settle(items: list[Item], tokens: list[Token], _words: list[Word], auxiliaries: frozenset[str]) -> None:
    """Turn verbs that stand where a noun must into nouns, and "after X said" into a clause of its own.

    What differs by an accent alone (a and à, annonce and annoncé) is told apart by the tokens; ``auxiliaries`` are
    the forms of "to have" with their accents.
    """
    _close_dateline(items, tokens)
    for k, item in enumerate(items):
        _accents(items, k, tokens, auxiliaries)
        if item.value == "past" and _verb_place(items, k):
            items[k] = Item(VERB, item.i, item.j, form="past")  # the item of a plain word is shared
        elif (item.form == "predicate" and all(f.charge for f in item.frames) and not _said_of(items, k)) or (
            item.kind == VERB
            and k
            and (_attributive(items, k, tokens) or _own_backing(items, k) or _compound(items, k, tokens))
        ):
            _become_noun(item)
        elif item.kind == VERB and k and "negation" in items[k - 1].tags and tokens[items[k - 1].i].text == "no":
            _become_noun(item)  # have no sanctions law
        elif item.form == "base" and k and _done(items, k):
            item.form = "past"  # was hit, has cut: spelt like the infinitive
        elif item.form == "base" and k and _after_to(items, k, tokens):
            continue  # agreed to restore, pledged to help, décidé d'expulser
        elif item.kind == VERB and item.form in _AMBIGUOUS and _noun_place(items, k):
            _become_noun(item)
    for k, item in enumerate(items):
        if item.kind == CLEAR and "auxiliary" in item.tags and tokens[item.i].text in _HAVING and _has(items, k):
            items[k] = Item(VERB, item.i, item.j, form="past", tags=frozenset({"light"}))
        if k and "article" in item.tags and (_points_at(items, k) or _determines(items, k)):
            items[k] = Item(CLEAR, item.i, item.j, tags=frozenset({"article"}))
        if item.kind == PREP and (item.value in _CONJUNCTIONS or "stop" in item.tags) and _opens_clause(items, k):
            item.kind = STOP


def _has(items: list[Item], k: int) -> bool:
    """Whether "had" at item ``k`` has an object of its own: had a long talk with."""
    following = items[k + 1] if k + 1 < len(items) else None
    return following is not None and following.kind == CLEAR and following.tags == {"article"}


def _points_at(items: list[Item], k: int) -> bool:
    """Whether "that" at item ``k`` points at a thing after a verb that opens no clause: called that talk an insult."""
    verb, following = items[k - 1], items[k + 1] if k + 1 < len(items) else None
    if items[k].kind != STOP or verb.kind != VERB or not verb.frames or "say" in verb.tags or following is None:
        return False
    if any(f.type in _OPENING for f in verb.frames):
        return False
    return following.kind in {WORD, NOUN} or "deed" in following.tags


def _done(items: list[Item], k: int) -> bool:
    """Whether a verb whose past is spelt like its infinitive is past: after "to be" or "to have"."""
    if items[k].kind != VERB or not any(c.form == "past" for c in items[k].cues):
        return False
    before = next((i for i in reversed(items[max(0, k - 3) : k]) if not i.adverb), None)
    return before is not None and before.kind == CLEAR and bool(before.tags & {"be", "auxiliary"})


def _determines(items: list[Item], k: int) -> bool:
    """Whether "visiting" at item ``k`` qualifies who visits: the visiting contingents."""
    return items[k].form == "gerund" and items[k - 1].kind == CLEAR and "definite" in items[k - 1].tags


def _after_to(items: list[Item], k: int, tokens: list[Token]) -> bool:
    before = tokens[items[k - 1].j - 1].text
    return before == "to" or (before in _APOSTROPHES and k > 1 and "to" in items[k - 2].tags)


def _own_backing(items: list[Item], k: int) -> bool:
    """Whether a gerund is somebody's: his country's full backing for."""
    if items[k].form != "gerund" or k + 1 == len(items):
        return False
    if k > 1 and "possessive" in items[k - 1].tags and items[k - 2].value == "at":
        return True  # at his urging
    if items[k + 1].value not in {"for", "of"}:
        return False
    for other in reversed(items[max(0, k - 4) : k]):
        if "possessive" in other.tags or (other.group is not None and other.group.phrases[0].generic == "own"):
            return True
        if other.kind not in {WORD, CLEAR}:
            return False
    return False


def _attributive(items: list[Item], k: int, tokens: list[Token]) -> bool:
    """Whether a participle qualifies the noun after it: the (newly) expelled envoy, from frozen Russian assets."""
    following = items[k + 1] if k + 1 < len(items) else None
    if items[k].form not in _DONE:
        return False
    if following is None or not (following.kind in {WORD, NOUN} or (following.group and following.group.weak)):
        return False
    before = next((i for i in reversed(items[:k]) if not i.adverb), None)
    if before is None or following.value == "and":
        return False
    if before.kind == PREP:
        regular = tokens[items[k].i].text.endswith("ed") and following.kind == WORD
        return before.value in _OF and (items[k].form == "participle" or regular)
    one = before.kind == CLEAR and tokens[before.i].text in {"a", "an"} and following.kind == NOUN
    return one or (before.kind == CLEAR and bool(before.tags & _DETERMINERS) and "that" not in before.tags)


def _compound(items: list[Item], k: int, tokens: list[Token]) -> bool:
    """Whether a participle is the second half of an adjective that tells no act: Iran-backed rebels."""
    if items[k].form not in _DONE or k < 2 or items[k - 1].value != "dash" or items[k - 2].kind != GROUP:  # noqa: PLR2004
        return False
    return tokens[items[k - 1].i].end == tokens[items[k].i].start and any(f.mode == "praise" for f in items[k].frames)


def _said_of(items: list[Item], k: int) -> bool:
    """Whether "to be" stands before a judgement, adverbs aside: it was (wholly) unjustified."""
    near = [i for i in items[max(0, k - 4) : k] if not i.adverb and (i.kind != CLEAR or i.tags)]
    before = near[-1] if near else None
    return before is not None and "be" in before.tags


def _accents(items: list[Item], k: int, tokens: list[Token], auxiliaries: frozenset[str]) -> None:
    item = items[k]
    if item.kind == PREP and "auxiliary" in item.tags:
        if tokens[item.j - 1].text.lower() in auxiliaries:
            item.kind, item.value = CLEAR, ""
        item.tags = item.tags & {"auxiliary", "transparent"} if item.kind == CLEAR else item.tags - {"auxiliary"}
    if item.kind != VERB:
        return
    if auxiliaries and k and "having" in items[k - 1].tags and not (k > 1 and _governs(items[k - 2], tokens)):
        item.form = "base"  # a précisé avoir convoqué
        return
    near = items[max(0, k - 3) : k]
    if auxiliaries and k and items[k - 1].kind == COMMA:
        near = _before_insertion(items, k - 1)
    if item.form == "participle" and auxiliaries:
        done = any("auxiliary" in other.tags for other in near if other.kind == CLEAR)
        item.form = "past" if done and not any("be" in i.tags for i in items[max(0, k - 3) : k]) else item.form
    if item.form == "present" and any(t.text.rstrip("es").endswith("é") for t in tokens[item.i : item.j]):
        done = any("auxiliary" in other.tags for other in near if other.kind == CLEAR)
        item.form = "past" if done else "participle"


def _governs(item: Item, tokens: list[Token]) -> bool:
    """Whether ``item`` puts an infinitive under the verb before it: accuse *d'* avoir menacé, remercie *pour* avoir."""
    return "to" in item.tags or tokens[item.i].text in _APOSTROPHES


def _before_insertion(items: list[Item], j: int) -> list[Item]:
    """Return the item before the insertion that the comma at ``j`` closes: a, *de son côté*, gelé."""
    opening = next((n for n in range(j - 1, max(0, j - 8), -1) if items[n].kind == COMMA), 0)
    return items[max(0, opening - 1) : opening]


def _close_dateline(items: list[Item], tokens: list[Token]) -> None:
    """Let the dash of ``CAIRO, Feb 14 (Agency) - ...`` end what stands before it."""
    town = bool(items) and tokens[0].text.isupper() and len(tokens[0].text) > _SHORTEST  # KALAMATA, unknown here
    if not town and (not items or items[0].kind != GROUP):
        return
    for k, (before, item) in enumerate(pairwise(items[:_DATELINE]), 1):
        spaced = item.value == "dash" and tokens[item.i - 1].end < tokens[item.i].start
        if spaced and (before.value == "bracket" or before.kind in {CLEAR, GROUP} or (town and k == 1)):
            items[k] = Item(BREAK, item.i, item.j, value="dateline")
            return
        if item.kind in {VERB, NOUN, STOP}:
            return


def _noun_place(items: list[Item], k: int) -> bool:
    item = items[k]
    nominal = any(c.kind == "noun" for c in item.cues)
    if nominal and k + 1 < len(items) and items[k + 1].value in {"between", "entre"}:
        return True
    if k == 0:
        return item.form != "gerund" and nominal
    before = items[k - 1]
    if "world" in item.tags and k + 1 < len(items) and items[k + 1].kind == VERB:
        return True  # a dozen other states expelled
    if item.form == "gerund":
        return nominal and "be" not in before.tags and not _takes_object(items, k)
    if "to" in before.tags or "planned" in before.tags:
        return item.form == "present" and "to" in before.tags  # back to talks, qualifié de menace
    if before.kind == COMMA:
        told = k + 1 < len(items) and items[k + 1].kind == STOP and "that" in items[k + 1].tags
        if told and "say" not in item.tags and not any(f.type in _OPENING for f in item.frames):
            return True  # offered a truce, terms that Kyiv refused
        return nominal and not _subject_before(items, k)
    if "clitic" in before.tags and not nominal and k > 1 and _before_clitic(items[k - 2]):
        return False  # et les appelle à
    if "article" in before.tags or before.kind == PREP:
        return True
    if before.kind == GROUP and before.group is not None:
        named_by_city = before.group.phrases[-1].city and k > 1 and "definite" in items[k - 2].tags  # the Geneva talks
        if nominal and named_by_city and not before.group.phrases[-1].roles:
            return True
        return before.group.weak or any(p.possessive for p in before.group.phrases) or _governed(items, k - 1)
    if before.kind == VERB:
        return before.form != "gerund" or nominal
    if before.kind == NOUN:
        return item.form == "base" and before.form == "noun" and not nominal and before.value == "noun"
    if before.kind == WORD and k > 2:  # noqa: PLR2004 - at Uganda ' s request
        owner = items[k - 3].group if items[k - 2].kind == CLEAR else None
        if owner is not None and owner.phrases[-1].possessive:
            return True
    if before.kind == WORD and k > 1 and items[k - 2].kind == VERB and before.value != "and" and not before.adverb:
        return True  # lift unilateral sanctions
    if before.kind == WORD:
        if before.value != "and" and not before.adverb and nominal and not _subject_before(items, k):
            return True
        return before.value != "and" and _verb_before(items, k - 1)
    if (nominal or "reciprocal" in before.tags) and before.kind == CLEAR and _after_article(items, k):
        return True  # in a late-night call, in a tit-for-tat move
    if before.kind == CLEAR and ("mediation" in before.tags or "phone" in before.tags):
        return True
    return before.kind == CLEAR and not before.cues and _verb_before(items, k - 1)


def _after_article(items: list[Item], k: int) -> bool:
    """Whether an article stands before item ``k``, with words of time and marks between: in a late-night call."""
    for other in reversed(items[max(0, k - 5) : k]):
        if "article" in other.tags and other.kind == CLEAR:
            return True
        if other.kind != CLEAR or other.tags - {"transparent", "reciprocal"}:
            return False
    return False


def _before_clitic(item: Item) -> bool:
    """Whether an object pronoun rather than an article may follow: after a subject, "and", "who"."""
    return item.kind in {GROUP, RELATIVE} or item.value == "and" or "negation" in item.tags


def _verb_place(items: list[Item], k: int) -> bool:
    """Whether a word in "-ed" stands where a finite verb does: after its subject or an auxiliary."""
    before = items[k - 1] if k else None
    if before is None or k + 1 == len(items) or items[k + 1].kind == NOUN:
        return False
    if before.kind == CLEAR:
        return "auxiliary" in before.tags
    return before.kind == GROUP and before.group is not None and not before.group.weak and not before.group.prep


def _takes_object(items: list[Item], k: int) -> bool:
    """Whether the gerund at ``k`` has a party for its object: meeting Putin, meeting his counterpart."""
    for other in items[k + 1 :]:
        if other.kind == GROUP and other.group is not None:
            return not other.group.prep
        if "article" not in other.tags:
            return False
    return False


def _subject_before(items: list[Item], k: int) -> bool:
    """Whether a name that can be a subject stands in the clause before item ``k``."""
    for other in reversed(items[:k]):
        if other.kind in {BREAK, STOP}:
            return False
        if other.kind == GROUP and other.group is not None and not other.group.weak:
            return True
    return False


def _governed(items: list[Item], j: int) -> bool:
    """Whether the name at ``j`` belongs to the object of the verb before it: would end US sanctions."""
    back = j - 1
    while back >= 0 and items[back].kind == CLEAR and not items[back].tags - {"article", "transparent"}:
        back -= 1
    return back >= 0 and items[back].kind == VERB and "say" not in items[back].tags


def _verb_before(items: list[Item], k: int) -> bool:
    """Whether the clause has had its verb before item ``k``."""
    for other in reversed(items[:k]):
        if other.kind in {STOP, BREAK, COMMA} or other.value == "and":
            return False
        if other.kind == VERB and other.form in _FINITE:
            return True
    return False


def _become_noun(item: Item) -> None:
    nouns = [c for c in item.cues if c.kind == "noun"]
    item.cues, item.frames = nouns, frames(nouns)
    item.tags = frozenset({c.kind for c in nouns}) | (item.tags & _OF_NOUNS)
    item.kind, item.form, item.value = (NOUN, "noun", "noun") if nouns else (WORD, "", "")


def _opens_clause(items: list[Item], k: int) -> bool:
    """Whether somebody and a verb follow the preposition at item ``k``: after Macron (openly) accused Russia."""
    who = None
    for other in items[k + 1 : k + 5]:
        if other.kind == GROUP:
            if who is not None:
                return False
            who = other.group
        elif other.kind == VERB:
            several = who is not None and len(who.phrases) > 1 and other.form == "base"  # after he and she put
            return who is not None and (several or other.form in _FINITE)
        elif other.kind != CLEAR and not other.adverb:
            return False
    return False
