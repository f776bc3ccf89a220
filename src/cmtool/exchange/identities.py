"""What an identity number says of its owner: whether a person, and then the birth date and the gender (GB 11643)."""

from __future__ import annotations

from typing import Any

from cmtool.model import Fact, Scalar, Text, day_number
from cmtool.rules import values

OTHER_PAPERS = frozenset({"passport", "military_id", "police_id", "hk_macao_permit", "taiwan_permit", "other"})
LONGEST = 30


def other_number(facts: dict[str, Scalar], written: str) -> str | None:
    """Return the number of a paper without check digit, such as a passport; ``None`` where the paper is of another kind."""
    number = "".join(written.split()).upper()
    return number if facts.get("id_type") in OTHER_PAPERS and 0 < len(number) <= LONGEST and number.isascii() else None


def derive(facts: dict[str, Any], declared: dict[str, Fact]) -> tuple[tuple[str, ...], list[tuple[str, Text]]]:
    """Fill in what the number says; return the names filled in, and those that the file has otherwise with the right value."""
    number = facts.get("id_number")
    if number is None or facts.get("id_type") in OTHER_PAPERS:
        return (), []
    birth = _birth(str(number))
    if facts.get("kind") is None:
        facts["kind"] = "person" if birth is not None else "organisation"
        kind = ("kind",)
    else:
        kind = ()
    if birth is None or facts["kind"] != "person":
        return kind, []
    said = {"birth_date": birth, "gender": "male" if int(str(number)[16]) % 2 else "female"}
    wrong = [name for name, value in said.items() if facts.get(name) not in {None, value}]
    derived = [name for name, value in said.items() if facts.get(name) != value]
    facts.update(said)
    return (*kind, *derived), [(name, values.shown(declared[name], said[name])) for name in wrong]


def _birth(number: str) -> int | None:
    """Return the birth date in a number that was read as valid; ``None`` in an organisation's."""
    from stdnum.cn import ric
    from stdnum.exceptions import ValidationError

    if not number[:17].isdigit():
        return None
    try:
        return day_number(ric.get_birth_date(number))
    except ValidationError:
        return None
