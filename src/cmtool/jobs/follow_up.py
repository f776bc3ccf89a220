"""The morning list: what calls for each client, merged into one line, ranked by terms that add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cmtool.model import Errand, Task, Term, Text
from cmtool.words import text as worded

TIER_POINTS = {"a": 15, "b": 10, "c": 5}
OVERDUE_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A client with everything that calls for him today."""

    code: str
    name: str
    manager: str
    tier: str | None = None
    consents: bool | None = None
    do_not_contact: bool = False
    errands: tuple[Errand, ...] = ()
    barred: tuple[Text, ...] = field(default=())


def tasks(callers: Iterable[Caller], on: int) -> list[Task]:
    """Return one task a client, the most urgent first, then the earliest due, then by code.

    An errand that markets is left out where the client has not consented; one who asked not to be contacted is listed for
    duties alone.
    """
    found = [task for caller in callers if (task := _task(caller, on)) is not None]
    return sorted(found, key=lambda task: (-task.urgency, task.due, task.client))


def allowed(caller: Caller) -> list[Errand]:
    """Return the errands that may be run for this client, the weightiest first."""
    kept = [
        errand
        for errand in caller.errands
        if not (errand.marketing and caller.consents is not True) and not (caller.do_not_contact and errand.kind != "duty")
    ]
    return sorted(kept, key=lambda errand: (-errand.points, errand.due, errand.code))


def _task(caller: Caller, on: int) -> Task | None:
    errands = allowed(caller)
    if not errands:
        return None
    due = min(errand.due for errand in errands)
    return Task(
        client=caller.code,
        name=caller.name,
        manager=caller.manager,
        due=due,
        terms=_terms(caller, errands, on - due),
        reasons=tuple(errand.title for errand in errands),
        say=tuple(errand.say for errand in errands),
        may_contact=not caller.do_not_contact,
        not_about=_not_about(caller, errands),
    )


def _terms(caller: Caller, errands: Sequence[Errand], overdue: int) -> tuple[Term, ...]:
    terms = [Term(code=errand.code, points=errand.points, words=errand.title) for errand in errands]
    if TIER_POINTS.get(caller.tier or ""):
        terms.append(
            Term(code="tier", points=TIER_POINTS[caller.tier or ""], words=worded("term-tier", tier=str(caller.tier).upper()))
        )
    if overdue > 0:
        terms.append(Term(code="overdue", points=min(overdue, OVERDUE_MOST), words=worded("term-overdue", days=overdue)))
    return tuple(terms)


def _not_about(caller: Caller, errands: Sequence[Errand]) -> tuple[Text, ...]:
    """Return what must not be spoken of: marketing without consent, and each errand's own caution."""
    barred = [*caller.barred]
    if caller.do_not_contact:
        barred.append(worded("barred-contact"))
    elif caller.consents is not True:
        barred.append(worded("barred-marketing" if caller.consents is False else "barred-marketing-unknown"))
    barred += [errand.not_say for errand in errands if errand.not_say is not None]
    return tuple(dict.fromkeys(barred))
