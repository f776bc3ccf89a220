"""Asking a client: answers from a file or a terminal, kept as facts, assessments and stated needs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import click

from cmtool.commands.answers import facts_from, not_by_word
from cmtool.commands.console import note, tell
from cmtool.commands.office import Office
from cmtool.errors import CmtoolError, InvalidData, NotFound, Refused
from cmtool.model import Client, Questionnaire, Scalar, day_number
from cmtool.rules import values
from cmtool.rules.scoring import Score, scored
from cmtool.words import said


@dataclass
class Answers:
    """What a client answered: facts, scored questionnaires with their answers, needs in his own words."""

    facts: dict[str, Scalar] = field(default_factory=dict)
    assessments: list[tuple[Questionnaire, dict[str, str], Score]] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)


def from_file(office: Office, client: Client, path: Path) -> Answers:
    """Read a TOML or JSON file: ``needs = [...]``, answers by question code or fact, scored answers by their codes.

    Raises:
        InvalidData: the file or some answers cannot be read; all are named.
        Refused: an answer is not the client's to give so; it is named with the rest.
    """
    simple, groups, stated = _sorted_out(office, _table(path))
    found, wrong = Answers(needs=stated), []
    unknown = [name for name in stated if name not in office.house.needs]
    if unknown:
        wrong.append(NotFound("need-not-found", found=unknown, known=sorted(office.house.needs)))
    for code in groups:
        _may_answer(office, client, office.house.questionnaires[code])
    for reading in (
        lambda: _facts_into(office, found, simple),
        *(partial(_scores_into, office, found, *group) for group in groups.items()),
    ):
        try:
            reading()
        except CmtoolError as mistake:
            wrong.append(mistake)
    if wrong:
        barred = any(isinstance(mistake, Refused) for mistake in wrong)
        raise (Refused if barred else InvalidData)("answers-wrong", path=path, wrong=wrong)
    return found


def _sorted_out(office: Office, table: dict) -> tuple[dict[str, object], dict[str, dict[str, str]], list[str]]:
    """Return what a file of answers holds: answers by fact, scored answers by questionnaire, and needs."""
    stated, nested = table.pop("needs", []), table.pop("answers", {})
    flat = table | (nested if isinstance(nested, dict) else {"answers": nested})
    by_code = {question.code: question.asks for pack in office.house.packs for question in pack.questions}
    simple: dict[str, object] = {}
    groups: dict[str, dict[str, str]] = {}
    for key, value in flat.items():
        group = next((code for code in office.house.questionnaires if key.upper().startswith(f"{code}-")), None)
        if group:
            groups.setdefault(group, {})[key.upper()] = str(value)
        else:
            simple[by_code.get(key.upper(), key)] = value
    return simple, groups, [str(name) for name in (stated if isinstance(stated, list) else [stated])]


def _facts_into(office: Office, found: Answers, simple: Mapping[str, object]) -> None:
    """Take the answers on facts; one left empty is not answered and leaves what is known as it is."""
    given = {name: value for name, value in facts_from(office, simple).items() if value is not None}
    not_by_word(office, given, source=None)
    found.facts = given


def _scores_into(office: Office, found: Answers, code: str, given: dict[str, str]) -> None:
    questionnaire = office.house.questionnaires[code]
    found.assessments.append((questionnaire, given, scored(questionnaire, given)))


def asked(office: Office, client: Client, questionnaire: str | None, desk: str) -> Answers:
    """Ask on the terminal: one questionnaire, or the questions still open.

    Raises:
        InvalidData: there is no terminal, or prompts were forbidden.
    """
    if office.no_input or not sys.stdin.isatty():
        raise InvalidData("no-terminal")
    if questionnaire:
        return _questionnaire_asked(office, client, questionnaire)
    return _open_questions_asked(office, client, desk)


def keep(office: Office, client: Client, found: Answers, *, dry_run: bool) -> None:
    """Write the answers as one journal entry and say what they came to."""
    from cmtool.book.records import changed_sources, columns_of

    today = day_number(office.on)
    facts, sources = dict(found.facts), dict.fromkeys(found.facts, "answer")
    for questionnaire, _, score in found.assessments:
        given = _given(questionnaire, score, today)
        facts |= given
        sources |= dict.fromkeys(given, questionnaire.code)
    with office.book.writing(office.entry("needs ask", client.code), dry_run=dry_run) as pen:
        columns = columns_of(facts, today, "")
        columns["sources"] = changed_sources(office.book.db, client.id, sources)
        pen.update("client", client.id, columns)
        for questionnaire, given, score in found.assessments:
            row = {
                "client": client.id,
                "questionnaire": questionnaire.code,
                "day": today,
                "answers": json.dumps(given, sort_keys=True),
            }
            pen.insert("assessment", {**row, "points": score.points, "level": score.level})
        for name in found.needs:
            pen.insert("need", {"client": client.id, "name": name, "evidence": "", "day": today})
    if dry_run:  # a score that does not count would let answers be tried out
        tell(office.lang, "answers-complete", code=client.code, facts=len(found.facts), assessments=len(found.assessments))
    else:
        _told(office, client, found, facts)


def _told(office: Office, client: Client, found: Answers, facts: Mapping[str, Scalar]) -> None:
    tell(office.lang, "answers-kept", code=client.code, facts=len(facts), needs=len(found.needs))
    for questionnaire, _, score in found.assessments:
        tell(office.lang, "assessment-kept", title=questionnaire.title, points=score.points, level=score.level)
        if score.lowest:
            tell(office.lang, "assessment-lowest")
        before = client.value(questionnaire.gives)
        if before is not None and before != score.level:
            tell(office.lang, "assessment-differs", before=before, after=score.level)


def _given(questionnaire: Questionnaire, score: Score, today: int) -> dict[str, Scalar]:
    """Return the facts an assessment sets: the level, its day, and whether the lowest class applies."""
    facts: dict[str, Scalar] = {questionnaire.gives: score.level}
    if questionnaire.dates:
        facts[questionnaire.dates] = today
    if questionnaire.lowest_fact:
        facts[questionnaire.lowest_fact] = int(score.lowest)
    return facts


def _may_answer(office: Office, client: Client, questionnaire: Questionnaire) -> None:
    """Refuse a questionnaire that is not for this kind of client, or was answered as often as the law allows.

    Raises:
        Refused: it is for persons and the client is an organisation, or the cap of the day or of twelve months is reached.
    """
    from cmtool.book.records import assessed_since

    if client.kind and questionnaire.of not in {"both", client.kind}:
        raise Refused("questionnaire-not-for", title=questionnaire.title, code=questionnaire.code)
    today = day_number(office.on)
    for cap, days in ((questionnaire.per_day, 1), (questionnaire.per_year, 365)):
        if cap is not None and assessed_since(office.book.db, client.id, questionnaire.code, today - days + 1) >= cap:
            source = questionnaire.source.cited() if questionnaire.source else ""
            raise Refused("attempts-used", title=questionnaire.title, cap=cap, days=days, source=source)


def _open_questions_asked(office: Office, client: Client, desk: str) -> Answers:
    from cmtool.jobs.needs import unanswered

    tell(office.lang, "asking-how")
    found = Answers()
    for question in unanswered(client, office.house, desk):
        fact = office.house.facts[question.asks]
        options = (
            ""
            if not fact.choices
            else " [" + " / ".join(f"{key} {words.said(office.lang)}" for key, words in fact.choices.items()) + "]"
        )
        while True:
            said_now = click.prompt(f"{question.text.said(office.lang)}{options}", default="", show_default=False, err=True)
            if said_now.strip().lower() == "q":
                return found
            try:
                value = values.read(fact, said_now)
            except CmtoolError as wrong:
                note(said(office.lang, wrong.key, **wrong.figures))
                continue
            if value is not None:
                found.facts[fact.name] = value
            break
    return found


def _questionnaire_asked(office: Office, client: Client, code: str) -> Answers:
    questionnaire = office.house.questionnaires.get(code.upper())
    if questionnaire is None:
        raise NotFound("questionnaire-not-found", found=code, known=sorted(office.house.questionnaires))
    _may_answer(office, client, questionnaire)
    tell(office.lang, "questionnaire-own-words")
    given: dict[str, str] = {}
    for question in questionnaire.questions:
        note(question.text.said(office.lang))
        for option in question.options:
            note(f"  {option.key}  {option.text.said(office.lang)}")
        given[question.code] = _one_of(office, [option.key for option in question.options])
    return Answers(assessments=[(questionnaire, given, scored(questionnaire, given))])


def _one_of(office: Office, keys: list[str]) -> str:
    """Ask until the answer is one of ``keys``."""
    while True:
        answer = click.prompt("", default="", show_default=False, prompt_suffix="> ", err=True).strip().lower()
        if answer in keys:
            return answer
        tell(office.lang, "answer-one-of", keys=keys)


def _table(path: Path) -> dict:
    try:
        import tomllib
    except ModuleNotFoundError:  # Python 3.10
        import tomli as tomllib
    reads = json.loads if path.suffix.lower() == ".json" else tomllib.loads
    try:
        table = reads(path.read_text(encoding="utf-8-sig"))
    except ValueError as wrong:
        raise InvalidData("answers-not-read", path=path, wrong=wrong) from None
    if not isinstance(table, dict):
        raise InvalidData("answers-not-table", path=path)
    return table
