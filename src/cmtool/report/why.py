"""One product's verdict on one client as a tree: rule by rule, node by node, with the law, what is missing and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from cmtool.model import Answer, Branch, Match, Verdict
from cmtool.report.evidence import Evidence, branch_words
from cmtool.report.folding import folded, wide
from cmtool.report.items import finding, requirement
from cmtool.report.sheets import MARKS
from cmtool.words import said

MARKS_ORDER = (Answer.BROKEN, Answer.UNKNOWN, Answer.KEPT)
INDENT = 5  # columns before what is said of a rule
LEAST = 30  # columns: below that, folding would break more than it mends
Line = tuple[str, str, str]  # what stands before the first line, before those it folds into, and the text


def why_sheet(match: Match, evidence: Evidence, on: date, width: int | None = None) -> str:
    """Return the sheet, folded to ``width`` columns where one is given."""
    lang, counted = evidence.lang, Counter(verdict.answer for verdict in match.verdicts)
    counts = [said(lang, f"why-{answer.value}-count", count=counted[answer]) for answer in MARKS_ORDER if counted[answer]]
    title = said(lang, f"why-{match.standing.value}", code=match.product.code, title=match.product.title)
    lines: list[Line] = [("", "  ", title), ("", "  ", said(lang, "why-basis", on=on.isoformat(), counts=counts))]
    if not match.product.offered(on):
        lines.append(("", "  ", said(lang, "why-not-offered")))
    before: Answer | None = None
    for verdict in match.verdicts:
        if verdict.answer is not Answer.KEPT or before is not Answer.KEPT:
            lines.append(("", "", ""))
        lines += _told(verdict, match, evidence)
        before = verdict.answer
    if match.terms:
        terms = [f"{term.words.said(lang)} {term.points}" for term in match.terms]
        lines += [("", "", ""), ("", "  ", said(lang, "why-rank", rank=match.rank, terms=terms))]
    return "\n".join(part for line in lines for part in _folded(line, width))


def _told(verdict: Verdict, match: Match, evidence: Evidence) -> Iterator[Line]:
    """Yield what is to be said of one rule."""
    rule, lang = verdict.rule, evidence.lang
    mark, margin = said(lang, MARKS[verdict.answer]), " " * INDENT
    head = f"{rule.code}  {rule.title.said(lang)}  [{said(lang, f'severity-{rule.force}')}]"
    yield f"{mark} ", " " * (wide(mark) + 1), head
    if verdict.answer is Answer.KEPT:
        for reason in verdict.reasons:
            yield margin, margin, said(lang, "reason-line", required=requirement(reason), found=finding(reason))
    else:
        yield from _nodes(_roots(verdict, match, evidence), verdict, evidence, margin)
    if verdict.answer is Answer.UNKNOWN:
        for question in dict.fromkeys(_question(fact, evidence) for fact in verdict.missing):
            yield margin, margin + "  ", question
    elif verdict.answer is Answer.BROKEN and rule.remedy is not None:
        yield margin, margin + "  ", said(lang, "why-remedy", remedy=rule.remedy)
    if rule.source:
        source = said(lang, "why-source", source=rule.source.cited(), confidence=rule.source.confidence)
        yield margin, margin + "  ", source


def _roots(verdict: Verdict, match: Match, evidence: Evidence) -> list[Branch]:
    """Return the nodes to begin with: where it is open whether the rule applies, when it does; and what it requires."""
    when, require = evidence.branches(verdict, match.product)
    parts = require.parts if require.node == "all" else (require,)
    if when is None or when.answer is Answer.KEPT:
        return [*parts]
    return [Branch(node="when", answer=when.answer, parts=when.parts if when.node == "all" else (when,)), *parts]


def _nodes(branches: Sequence[Branch], verdict: Verdict, evidence: Evidence, margin: str) -> Iterator[Line]:
    """Yield the nodes as the branches of a tree; one alone needs no mark, the rule's own says it."""
    alone = margin == " " * INDENT and len(branches) == 1 and branches[0].reason is not None
    for number, branch in enumerate(branches, 1):
        last = number == len(branches)
        mark = "" if alone else f"{said(evidence.lang, MARKS[branch.answer]).strip()} "
        first, rest = ("", "") if alone else ("└ ", "  ") if last else ("├ ", "│ ")
        hanging = "│ ".ljust(wide(mark)) if branch.parts else " " * wide(mark)
        yield f"{margin}{first}{mark}", f"{margin}{rest}{hanging}", _words(branch, verdict, evidence)
        yield from _nodes(branch.parts, verdict, evidence, margin + rest)


def _words(branch: Branch, verdict: Verdict, evidence: Evidence) -> str:
    """Return a node's words; an unknown comparison says since when each of its facts is missing."""
    lang = evidence.lang
    if branch.reason is None:
        return said(lang, f"branch-{branch.node}")
    words = branch_words(branch, lang)
    open_one = branch.answer is Answer.UNKNOWN
    unknown = [evidence.missing(fact) for fact in branch.facts if open_one and fact in verdict.missing]
    several = len(branch.facts) > 1
    since = [said(lang, "missing-of", title=one["title"], words=one["words"]) if several else one["words"] for one in unknown]
    return said(lang, "missing-since", words=words, since=since) if since else words


def _question(fact: str, evidence: Evidence) -> str:
    asked = evidence.missing(fact)
    code = "" if asked["questionnaire"] or not asked["question_code"] else asked["question_code"]
    words = said(evidence.lang, "ask-line", question=asked["question"])
    return said(evidence.lang, "ask-line-code", words=words, code=code) if code else words


def _folded(line: Line, width: int | None) -> Iterator[str]:
    first, rest, text = line
    room = None if width is None else max(width - max(wide(first), wide(rest)), LEAST)
    parts = folded(text, room) if room else [text]
    yield (first + parts[0]).rstrip()
    yield from (rest + part for part in parts[1:])
