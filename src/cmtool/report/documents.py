"""Documents from templates: Markdown and self-contained HTML, rendered in a sandbox, every missing variable an error."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmtool import __version__
from cmtool.errors import InvalidData, Misconfigured
from cmtool.model import Fact, Match, Proposal, Text, Verdict, day_of
from cmtool.report.items import quiet, reason_line
from cmtool.report.sandbox import sandbox, shared_templates
from cmtool.rules import values
from cmtool.words import said

if TYPE_CHECKING:
    from jinja2 import Template

FORMATS = {".md": "md", ".html": "html", ".htm": "html", "": "md"}


def written(proposal: Proposal, suffix: str, lang: str, facts: Mapping[str, Fact], own: Path | None = None) -> str:
    """Return a proposal as a document in the format of ``suffix``; a template in ``own`` goes before the shared one.

    Raises:
        InvalidData: there is no such format.
        Misconfigured: the institution's template cannot be filled, or leaves a disclosure out.
    """
    from jinja2 import TemplateError

    form = form_of(suffix)
    name = f"proposal.{form}"
    environment = sandbox(form, own if own and (own / name).is_file() else None, (Text,))
    try:
        text = _filled(environment.get_template(name), proposal, lang, facts)
    except TemplateError as wrong:
        raise Misconfigured("template-failed", path=(own or shared_templates()) / name, wrong=wrong) from None
    for sentence in proposal.disclosures:
        if str(environment.from_string("{{ words }}").render(words=sentence.said(lang))) not in text:
            raise Misconfigured("template-silent", path=(own or shared_templates()) / name, words=sentence)
    return text


def form_of(suffix: str) -> str:
    """Return the format of a suffix.

    Raises:
        InvalidData: there is no such format.
    """
    form = FORMATS.get(suffix.lower())
    if form is None:
        raise InvalidData("document-format", found=suffix, known=sorted(filter(None, FORMATS)))
    return form


def used(suffix: str, own: Path | None = None) -> tuple[str, str]:
    """Return the template that a suffix is filled from: its name, and the SHA-256 of its text."""
    name = f"proposal.{form_of(suffix)}"
    path = own / name if own and (own / name).is_file() else shared_templates() / name
    return name, sha256(path.read_bytes()).hexdigest()


def _filled(template: Template, proposal: Proposal, lang: str, facts: Mapping[str, Fact]) -> str:
    named = {need.name for need in proposal.needs}
    return template.render(
        proposal=proposal,
        lang=lang,
        facts=facts,
        version=__version__,
        w=lambda key, **figures: said(lang, key, **figures),
        say=lambda text: text.said(lang),
        reason=lambda verdict: reason_line(verdict, lang),
        used=_facts_used(proposal, facts, lang),
        against=against,
        kept=kept,
        pending=pending,
        cited=lambda verdict: cited(verdict, lang),
        served=lambda match: [term for term in match.terms if term.code in named],
        fits=lambda match: [term for term in match.terms if term.code not in named],
        joined=lambda terms: said(lang, "list-comma").join(term.words.said(lang) for term in terms),
        money=values.money,
    )


def kept(match: Match) -> list[Verdict]:
    """Return the laws that a product was held against and keeps; what is still to be done is told to the manager alone."""
    return [verdict for verdict in match.verdicts if verdict.rule.source and verdict.answer.value == "kept"]


def pending(match: Match) -> int:
    """Return how many warnings are still open: the manager goes through them with the client before the sale."""
    return sum(verdict.rule.force == "warn" and verdict.answer.value != "kept" for verdict in match.verdicts)


def cited(verdict: Verdict, lang: str) -> str:
    """Return a rule's source for a client; one that was not seen in the text says that it is to be confirmed."""
    source = verdict.rule.source
    sure = source is not None and source.confidence == "V"
    return said(lang, "proposal-source" if sure else "proposal-source-unsure", source=source.cited() if source else "")


def against(verdicts: tuple[Verdict, ...]) -> list[Verdict]:
    """Return the verdicts that stand against a product."""
    return [verdict for verdict in verdicts if verdict.rule.blocks and verdict.answer.value != "kept"]


def _facts_used(proposal: Proposal, facts: Mapping[str, Fact], lang: str) -> list[dict[str, Any]]:
    """Return the facts that the verdicts and needs rest on, each with its value and day."""
    names = dict.fromkeys(reason.fact for match in proposal.chosen for verdict in match.verdicts for reason in verdict.reasons)
    rows = []
    for name in names:
        known, fact = proposal.client.facts.get(name), facts.get(name)
        if known is None or fact is None or fact.sensitive:
            continue
        rows.append(
            {
                "title": fact.title.said(lang),
                "value": values.shown(fact, quiet(fact, known.value)).said(lang),
                "as_of": day_of(known.as_of).isoformat(),
            }
        )
    return rows
