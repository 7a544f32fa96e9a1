"""From a match to its disposition: mute, cooldown, limit, shadow and quiet hours, in this order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import msgspec

from agent.records import Disposition
from consumers.alerting.firing import Firing
from consumers.alerting.ledger import Ledger
from consumers.alerting.model import Limit, Rule
from consumers.alerting.quiet import is_quiet
from consumers.alerting.ruleset import RuleSet
from consumers.alerting.state import Cooldown, Held, Limited, Store, is_recent

_REMEMBER_COOLDOWN = timedelta(days=2)
"""How long after its end a cooldown can still tell how many matches it held back."""


def deliver(firing: Firing, store: Store, ledger: Ledger, now: datetime) -> Disposition:
    """Decide what becomes of ``firing``, and record and return it."""
    firing, disposition, note = _dispose(firing, store, now)
    alert = firing.alert(now)
    if disposition is Disposition.QUIET and firing.rule.quiet and firing.rule.quiet.then == "hold":
        store.held.put(firing.alert_id, Held(alert=alert, key=firing.key))
    ledger.settle(alert, firing.key, disposition, note, now)
    return disposition


def _dispose(firing: Firing, store: Store, now: datetime) -> tuple[Firing, Disposition, str]:
    rule = firing.rule
    if rule.mute and now < rule.mute.until:
        return firing, Disposition.SILENCED, f"muted until {_stamp(rule.mute.until)}{_why(rule)}"
    firing, waiting = _cool(firing, store, now)
    if waiting:
        return firing, Disposition.COOLDOWN, waiting
    if rule.notify.limit and not _within(rule.notify.limit, rule.id, store, now):
        return firing, Disposition.LIMITED, f"the limit of {rule.notify.limit.alerts} alerts is reached"
    quiet = rule.stage == "live" and is_quiet(rule.quiet, now, firing.severity)
    if quiet and rule.quiet and rule.quiet.then == "drop":
        return firing, Disposition.QUIET, "dropped: quiet hours"
    _begin_cooldown(firing, store, now)
    if rule.stage == "shadow":
        return firing, Disposition.SHADOW, "the rule is in its shadow stage"
    if quiet:
        return firing, Disposition.QUIET, "held until quiet hours end"
    return firing, Disposition.EMITTED, "published"


def _why(rule: Rule) -> str:
    return f" ({rule.mute.reason})" if rule.mute and rule.mute.reason else ""


def _cool(firing: Firing, store: Store, now: datetime) -> tuple[Firing, str]:
    """Return the firing, and why it must wait (nothing when it need not).

    A firing that ends a cooldown, or breaks through it, says how many were held back.
    """
    notify = firing.rule.notify
    row = store.cooldowns.get(firing.key) if notify.cooldown else None
    if row is None or (row.shadow and firing.rule.stage == "live"):
        return firing, ""
    held_back = row.held_back
    # The length in force is the rule's present one: an edit of the cooldown takes effect at once.
    until = row.since + notify.cooldown
    if is_recent(row.since, now, notify.cooldown) and not firing.urgent:
        held_back += 1
        if not (notify.escalate and notify.escalate.matches and held_back >= notify.escalate.matches):
            store.cooldowns.put(firing.key, msgspec.structs.replace(row, held_back=held_back))
            return firing, f"an alert with this key came at {_stamp(row.since)}; cooldown until {_stamp(until)}"
        firing = replace(firing, severity=notify.escalate.severity)
        held_back -= 1
    if held_back:
        matches = "1 more match was" if held_back == 1 else f"{held_back} more matches were"
        more = f"{matches} held back since {_stamp(row.since)}."
        firing = replace(firing, notes=(*firing.notes, more))
    return firing, ""


def _begin_cooldown(firing: Firing, store: Store, now: datetime) -> None:
    cooldown = firing.rule.notify.cooldown
    if cooldown:
        shadow = firing.rule.stage == "shadow"
        store.cooldowns.put(firing.key, Cooldown(since=now, expires=now + cooldown + _REMEMBER_COOLDOWN, shadow=shadow))


def _within(limit: Limit, rule_id: str, store: Store, now: datetime) -> bool:
    """Return whether one more alert keeps the limit, and count it if it does."""
    row = store.limits.get(rule_id)
    times = [at for at in row.times if is_recent(at, now, limit.per)] if row else []
    if len(times) >= limit.alerts:
        return False
    store.limits.put(rule_id, Limited(times=(*times, now), expires=now + limit.per))
    return True


def release(rules: RuleSet, store: Store, ledger: Ledger, now: datetime) -> None:
    """Publish the alerts whose quiet hours have ended, unless their rule has gone off or was muted."""
    for waiting_id, held in sorted(store.held.items(), key=lambda item: (item[1].alert.created, item[0])):
        compiled = rules.get(held.alert.rule.id)
        rule = compiled.rule if compiled else None
        if rule and rule.stage == "live" and is_quiet(rule.quiet, now, held.alert.rule.severity):
            continue
        store.held.delete(waiting_id)
        if rule is None or rule.stage != "live":
            ledger.settle(held.alert, held.key, Disposition.SILENCED, "the rule is no longer live", now)
        elif rule.mute and now < rule.mute.until:
            ledger.settle(held.alert, held.key, Disposition.SILENCED, "the rule was muted", now)
        else:
            ledger.settle(held.alert, held.key, Disposition.EMITTED, "published at the end of quiet hours", now)
            store.mark_alerted(held.alert.rule.id, held.alert.subject_id)


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
