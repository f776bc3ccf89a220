"""What people type, read into values: all that is wrong is said at once."""

from __future__ import annotations

from collections.abc import Mapping

from cmtool.commands.office import Office
from cmtool.errors import CmtoolError, InvalidData, Refused
from cmtool.model import Scalar, day_number
from cmtool.rules import literals, values


def facts_from(office: Office, written: Mapping[str, object]) -> dict[str, Scalar]:
    """Return facts by name, each read as its kind asks.

    Raises:
        InvalidData: some cannot be read; all are named.
    """
    found: dict[str, Scalar] = {}
    wrong: list[CmtoolError] = []
    for name, value in written.items():
        try:
            fact = office.house.fact(name)
            found[fact.name] = values.read(fact, value)
        except CmtoolError as mistake:
            wrong.append(mistake)
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        raise InvalidData("several-mistakes", wrong=wrong)
    return found


def name_from(written: str) -> str:
    """Return a client's name on one line.

    Raises:
        InvalidData: there is none.
    """
    name = " ".join(written.split())
    if not name:
        raise InvalidData("name-missing")
    return name


def not_by_word(office: Office, facts: Mapping[str, Scalar], source: str | None) -> None:
    """Let no assessed level into the book on somebody's word alone: it comes from a questionnaire, or names its record.

    Raises:
        Refused: an assessment's result was given without a source.
    """
    for name, questionnaire in office.house.assessed.items():
        if facts.get(name) is not None and not (source or "").strip():
            key = "level-by-word" if questionnaire else "status-by-word"
            raise Refused(key, title=office.house.facts[name].title, questionnaire=questionnaire)


def day_from(written: str) -> int:
    """Return the day number of a day as people write it.

    Raises:
        InvalidData: it is not a day.
    """
    try:
        return day_number(literals.day(written))
    except ValueError:
        raise InvalidData("not-a-day", found=written) from None
