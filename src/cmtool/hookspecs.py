"""The contract between the core and a plugin: every hook, with its types.

Noun hooks are asked once and say what a plugin has; verb hooks are asked per case and answer with values. A verb hook can
add reasons, needs, tasks and objections; it can tighten a verdict, never loosen one. One that fails becomes a finding and
spoils no other's answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from cmtool.model import Client, Errand, Need, Outcome, Product, Proposal, Section, Verdict

hookspec = pluggy.HookspecMarker("cmtool")
hookimpl = pluggy.HookimplMarker("cmtool")


@hookspec
def cmtool_institution() -> Path:  # type: ignore[empty-body]
    """Return the path of the plugin's identity card, ``plugin.toml``."""


@hookspec
def cmtool_pack() -> Path:  # type: ignore[empty-body]
    """Return the folder of what the institution knows."""


@hookspec
def cmtool_templates() -> Path:  # type: ignore[empty-body]
    """Return the folder of the institution's own templates."""


@hookspec
def cmtool_calculators() -> Mapping[str, Callable[..., Outcome]]:  # type: ignore[empty-body]
    """Return the calculators by name; ``calculators.toml`` declares their inputs, units and words."""


@hookspec
def cmtool_commands() -> Mapping[str, str]:  # type: ignore[empty-body]
    """Return commands of the plugin's own: name to ``"module:attribute"`` of a click command, loaded when called."""


@hookspec
def cmtool_check_client(client: Client, on: date) -> Iterable[Verdict]:  # type: ignore[empty-body]
    """Check whether ``client`` may be taken on, as of ``on``.

    Return one verdict per rule broken or unknown, and nothing for a rule kept.
    """


@hookspec
def cmtool_read_needs(client: Client, answers: Mapping[str, object], on: date) -> Iterable[Need]:  # type: ignore[empty-body]
    """Read further needs out of what ``client`` answered, by fact name, as of ``on``."""


@hookspec
def cmtool_match_product(client: Client, product: Product, on: date) -> Iterable[Verdict]:  # type: ignore[empty-body]
    """Object to ``product`` for ``client``, as of ``on``.

    Return verdicts that are broken or unknown; one that is kept changes nothing, so a plugin can tighten and never loosen.
    """


@hookspec
def cmtool_write_sections(proposal: Proposal) -> Iterable[Section]:  # type: ignore[empty-body]
    """Write sections that ``proposal`` carries after its products."""


@hookspec
def cmtool_due_tasks(client: Client, on: date) -> Iterable[Errand]:  # type: ignore[empty-body]
    """Return further reasons to contact ``client`` on the day ``on``."""
