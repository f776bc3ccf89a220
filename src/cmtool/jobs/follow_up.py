"""The morning list: what calls for each client, merged into one line, ranked by terms that add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from cmtool.jobs.gate import Wishes, barred
from cmtool.jobs.urgency import Weights, terms
from cmtool.model import Errand, Task, Text
from cmtool.words import text as worded

NO_WISHES, EVEN = Wishes(), Weights()


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A client with everything that calls for him today."""

    code: str
    name: str
    manager: str
    tier: str | None = None
    wishes: Wishes = NO_WISHES
    errands: tuple[Errand, ...] = ()
    barred: tuple[Text, ...] = field(default=())


def tasks(callers: Iterable[Caller], on: int, weigh: Weights = EVEN) -> list[Task]:
    """Return one task a client, the most urgent first, then the earliest due, then by code.

    What the gate bars is left out; a duty stays, also where the client may not be contacted: then the line says what to do.
    """
    found = [task for caller in callers if (task := _task(caller, on, weigh)) is not None]
    return sorted(found, key=lambda task: (-task.urgency, task.due, task.client))


def allowed(caller: Caller) -> list[Errand]:
    """Return the errands that may be run for this client: duties first, then the weightiest."""
    kept = [errand for errand in caller.errands if _listed(caller.wishes, errand.purpose)]
    return sorted(kept, key=lambda errand: (errand.purpose != "duty", -errand.points, errand.due, errand.code))


def _listed(held: Wishes, purpose: str) -> bool:
    return purpose == "duty" or not barred(held, purpose)


def _task(caller: Caller, on: int, weigh: Weights) -> Task | None:
    errands = allowed(caller)
    if not errands:
        return None
    due = min(errand.due for errand in errands)
    return Task(
        client=caller.code,
        name=caller.name,
        manager=caller.manager,
        due=due,
        terms=terms(errands, caller.tier, on - due, weigh),
        reasons=tuple(errand.title for errand in errands),
        say=tuple(errand.say for errand in errands),
        may_contact=caller.wishes.at_liberty,
        not_about=_not_about(caller, errands),
        errands=tuple(errands),
    )


def _not_about(caller: Caller, errands: Sequence[Errand]) -> tuple[Text, ...]:
    """Return what must not be spoken of: what the gate bars, marketing without consent, and each errand's own caution."""
    words = [*caller.barred, *_not_at_all(caller.wishes)]
    words += [errand.not_say for errand in errands if errand.not_say is not None]
    return tuple(dict.fromkeys(words))


@lru_cache(maxsize=4096)
def _not_at_all(held: Wishes) -> tuple[Text, ...]:
    if held.restricted or held.deceased:
        return tuple(worded(f"gate-{code}", start=0, end=0) for code in barred(held, "duty"))
    if held.do_not_contact:
        return (worded("barred-contact"),)
    if held.marketing is True:
        return ()
    return (worded("barred-marketing" if held.marketing is False else "barred-marketing-unknown"),)
