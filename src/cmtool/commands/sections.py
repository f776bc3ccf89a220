"""The tables of the settings files and what reads each: a mistake is found before the morning that it would stop."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from importlib import import_module

from cmtool.errors import CmtoolError, Misconfigured

READERS = {
    "urgency": "cmtool.jobs.urgency:weights",
    "cadence": "cmtool.jobs.cadence:cadence",
    "gate": "cmtool.jobs.house_hours:house",
    "festivals": "cmtool.jobs.yearly:festivals",
    "occasions": "cmtool.jobs.yearly:occasions",
    "handover": "cmtool.jobs.handover:days_to_introduce",
    "escalation": "cmtool.jobs.escalation:ladder",
    "teams": "cmtool.jobs.escalation:named_teams",
}
ALIKE = 0.75  # how near a name nobody reads must be to one of ours to be a typing mistake


def held() -> list[str]:
    """Return the tables of ours that the settings files have."""
    from cmtool.commands.settings import section

    return [name for name in READERS if section(name)[1]]


def faults() -> Iterator[CmtoolError]:
    """Yield what is wrong with the settings: each table that cannot be read as it is, and names like those of ours."""
    from cmtool.commands.settings import named, section

    for path, name in named():
        like = get_close_matches(name, READERS, n=1, cutoff=ALIKE)
        if name not in READERS and like:
            yield Misconfigured("settings-mistyped", path=path, found=name, like=like)
    for name, reader in READERS.items():
        module, _, function = reader.partition(":")
        try:
            getattr(import_module(module), function)(*section(name))
        except CmtoolError as wrong:
            yield wrong
