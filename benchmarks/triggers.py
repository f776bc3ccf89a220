"""Sixty triggers for the morning list, each put down twice by hand: as a condition of a pack, and as SQL.

Fifty-three stand here; the core's own seven stand in ``CORE``, where the silence is the one that its settings make. In the SQL
``[fact]`` is the value of a fact that has not gone stale, and ``:on`` the day. Birthdays and promises are listed beside them.
"""

from __future__ import annotations

from typing import NamedTuple

# name: type, days for which it is good (0: always), what its sample says
FACTS = {
    "t_balance": ("money", 45, "known = 0.9, log_normal = [11.5, 1.6]"),
    "t_before": ("money", 90, "known = 0.85, log_normal = [11.5, 1.6]"),
    "t_matures": ("date", 0, "known = 0.35, days = [-20, 400]"),
    "t_amount": ("money", 0, "known = 0.35, log_normal = [11.8, 1.0]"),
    "t_margin": ("ratio", 5, "known = 0.12, between = [1.0, 4.0]"),
    "t_assessed_until": ("date", 0, "known = 0.8, days = [-60, 730]"),
    "t_card_until": ("date", 0, "known = 0.6, days = [-30, 1400]"),
    "t_bill": ("date", 0, "known = 0.3, days = [-40, 60]"),
    "t_late_days": ("int", 30, "known = 0.06, between = [0, 120]"),
    "t_products": ("int", 180, "known = 0.95, between = [0, 6]"),
    "t_complaints": ("int", 365, "known = 0.05, between = [0, 3]"),
    "t_visits": ("int", 120, "known = 0.7, between = [0, 30]"),
    "t_app": ("bool", 0, "known = 0.9, share = 0.8"),
    "t_renews": ("date", 0, "known = 0.25, days = [-45, 330]"),
    "t_paid_up": ("bool", 0, "known = 0.25, share = 0.97"),
    "t_rate": ("ratio", 0, "known = 0.3, between = [0.01, 0.08]"),
    "t_review": ("date", 0, "known = 0.5, days = [-10, 360]"),
    "t_limit": ("money", 0, "known = 0.3, log_normal = [12.5, 1.0]"),
    "t_used": ("money", 35, "known = 0.25, log_normal = [11.2, 1.4]"),
    "t_score": ("int", 400, "known = 0.8, between = [300, 900]"),
}


class Trigger(NamedTuple):
    """A trigger as a pack has it, and the same as SQL."""

    when: str
    sql: str
    kind: str
    points: int
    due: str = ""
    marketing: bool = False
    quiet: int = 0


def _running_out(fact: str, days: int, kind: str, points: int, more: str = "", sql: str = "") -> Trigger:
    """Return a trigger on a date that comes within some days, or has come."""
    return Trigger(f"days_until(c.{fact}) <= {days}{more}", f"[{fact}] - :on <= {days}{sql}", kind, points, fact)


def _soon(fact: str, first: int, last: int, kind: str, points: int, quiet: int = 0) -> Trigger:
    """Return a trigger on a date that lies so many days ahead."""
    return Trigger(
        f"days_until(c.{fact}) BETWEEN {first} AND {last}",
        f"[{fact}] - :on BETWEEN {first} AND {last}",
        kind,
        points,
        fact,
        quiet=quiet,
    )


TRIGGERS = (
    _running_out("t_assessed_until", 14, "duty", 60),
    _running_out("t_card_until", 20, "duty", 40),
    _running_out("t_review", 3, "duty", 55),
    _running_out("t_review", 10, "duty", 30, " AND c.aml_risk = 'high'", " AND [aml_risk] = 'high'"),
    _running_out("t_bill", -3, "money", 70, " AND c.t_late_days >= 3", " AND [t_late_days] >= 3"),
    _running_out("t_bill", -30, "duty", 90, " AND c.t_late_days >= 30", " AND [t_late_days] >= 30"),
    _running_out("t_renews", -1, "money", 65, " AND NOT c.t_paid_up", " AND NOT [t_paid_up] <> 0"),
    _soon("t_matures", 0, 0, "money", 60), _soon("t_matures", 1, 3, "money", 50), _soon("t_matures", 4, 7, "money", 40),
    _soon("t_matures", 8, 15, "opportunity", 30, 7), _soon("t_matures", 16, 30, "opportunity", 20, 14),
    _soon("t_bill", 0, 1, "money", 35), _soon("t_bill", 2, 3, "money", 25), _soon("t_bill", 4, 5, "relationship", 10, 10),
    _soon("t_renews", 0, 3, "money", 55), _soon("t_renews", 4, 10, "money", 35), _soon("t_renews", 11, 30, "relationship", 15, 20),
    _soon("t_card_until", 21, 40, "relationship", 10, 30), _soon("t_assessed_until", 15, 30, "relationship", 15, 30),
    _soon("t_review", 4, 9, "promise", 25),
    Trigger("c.t_margin < 1.3", "[t_margin] < 1.3", "duty", 95),
    Trigger("c.t_margin >= 1.3 AND c.t_margin < 1.5", "[t_margin] >= 1.3 AND [t_margin] < 1.5", "money", 75),
    Trigger("c.t_margin >= 1.5 AND c.t_margin < 1.6", "[t_margin] >= 1.5 AND [t_margin] < 1.6", "money", 45),
    Trigger("c.t_balance < c.t_before * 0.1", "[t_balance] < CAST([t_before] AS REAL) * 0.1", "money", 45),
    Trigger("c.t_balance < c.t_before * 0.05 AND c.tier = 'a'", "[t_balance] < CAST([t_before] AS REAL) * 0.05 AND [tier] = 'a'", "money", 65),
    Trigger("c.t_balance >= 500万 AND c.t_products <= 1", "[t_balance] >= 500000000 AND [t_products] <= 1", "opportunity", 35, marketing=True, quiet=30),
    Trigger("c.t_balance >= 100万 AND c.t_products = 0", "[t_balance] >= 100000000 AND [t_products] = 0", "opportunity", 30, marketing=True, quiet=30),
    Trigger("c.t_balance >= 1000万", "[t_balance] >= 1000000000", "relationship", 20, quiet=14),
    Trigger("c.t_balance >= 50万 AND c.tier = 'd'", "[t_balance] >= 50000000 AND [tier] = 'd'", "relationship", 15, quiet=60),
    Trigger("c.t_balance < 100 AND c.t_products >= 5", "[t_balance] < 10000 AND [t_products] >= 5", "relationship", 10, quiet=45),
    Trigger("c.t_complaints >= 3", "[t_complaints] >= 3", "duty", 80),
    Trigger("c.t_complaints = 2", "[t_complaints] = 2", "promise", 60),
    Trigger("c.t_complaints = 1", "[t_complaints] = 1", "promise", 40, quiet=3),
    Trigger("c.t_visits = 0 AND c.t_app = FALSE", "[t_visits] = 0 AND [t_app] = 0", "relationship", 15, quiet=60),
    Trigger("c.t_visits >= 29", "[t_visits] >= 29", "relationship", 10, quiet=30),
    Trigger("NOT c.t_app AND c.tier IN ('a', 'b')", "NOT [t_app] <> 0 AND [tier] IN ('a', 'b')", "relationship", 10, quiet=90),
    Trigger("c.t_used >= c.t_limit * 0.95", "[t_used] >= CAST([t_limit] AS REAL) * 0.95", "money", 50),
    Trigger("c.t_used >= c.t_limit * 0.8 AND c.t_score < 450", "[t_used] >= CAST([t_limit] AS REAL) * 0.8 AND [t_score] < 450", "money", 55),
    Trigger("c.t_used >= c.t_limit", "[t_used] >= [t_limit]", "duty", 85),
    Trigger("c.t_rate >= 0.078 AND c.t_score >= 750", "[t_rate] >= 0.078 AND [t_score] >= 750", "opportunity", 25, marketing=True, quiet=60),
    Trigger("c.t_rate <= 0.0105 AND c.t_matures IS NOT NULL", "[t_rate] <= 0.0105 AND [t_matures] IS NOT NULL", "opportunity", 15, marketing=True, quiet=60),
    Trigger("c.t_score < 315", "[t_score] < 315", "duty", 35, quiet=30),
    Trigger("c.t_score >= 895", "[t_score] >= 895", "opportunity", 20, marketing=True, quiet=60),
    Trigger("c.t_late_days BETWEEN 1 AND 5", "[t_late_days] BETWEEN 1 AND 5", "money", 45),
    Trigger("c.t_late_days BETWEEN 6 AND 30", "[t_late_days] BETWEEN 6 AND 30", "money", 65),
    Trigger("c.t_late_days > 90", "[t_late_days] > 90", "duty", 100),
    Trigger("c.dependants >= 4 AND c.t_products = 0", "[dependants] >= 4 AND [t_products] = 0", "opportunity", 25, marketing=True, quiet=60),
    Trigger("c.annual_income >= 100万 AND c.t_products <= 1", "[annual_income] >= 100000000 AND [t_products] <= 1", "opportunity", 25, marketing=True, quiet=60),
    Trigger("c.horizon_months <= 1 AND c.t_matures IS NULL", "[horizon_months] <= 1 AND [t_matures] IS NULL", "relationship", 10, quiet=80),
    Trigger("c.experience_months = 0 AND c.t_margin IS NOT NULL", "[experience_months] = 0 AND [t_margin] IS NOT NULL", "duty", 50),
    Trigger("c.is_pep AND c.t_amount >= 50万", "[is_pep] <> 0 AND [t_amount] >= 50000000", "duty", 65, quiet=30),
    Trigger("c.kind = 'organisation' AND c.t_limit >= 1000万", "[kind] = 'organisation' AND [t_limit] >= 1000000000", "relationship", 20, quiet=30),
)  # fmt: skip

_QUIET = "coalesce(:on - [last_contact] >= {}, 1)"
SILENCE = "coalesce([last_contact], CASE WHEN [client_since] IS NULL THEN at_tier END) + CASE [tier] WHEN 'a' THEN 30 WHEN 'b' THEN 60 WHEN 'c' THEN 90 WHEN 'd' THEN 180 END"
# code: condition, due day ("" where it is the day itself), kind, points
CORE = {
    "CMT-F01": ("[next_touch] - :on <= 0", "[next_touch]", "promise", 60),
    "CMT-F02": ("[id_expires_on] - :on <= 30", "[id_expires_on]", "duty", 70),
    "CMT-F03": ("[aml_risk] = 'high' AND :on - [last_contact] >= 330", "", "duty", 75),
    "CMT-F04": (f"NOT [tax_residence_declared] <> 0 AND {_QUIET.format(30)}", "", "duty", 30),
    "CMT-F05": (
        "[kind] = 'organisation' AND NOT [beneficial_owner_known] <> 0"
        f" AND ([beneficial_owner_exempt] IS NULL OR NOT [beneficial_owner_exempt] <> 0) AND {_QUIET.format(14)}", "", "duty", 65,
    ),
    "CMT-F06": (f"[next_touch] IS NULL AND {SILENCE} <= :on", SILENCE, "relationship", 20),
    "CMT-F07": ("[last_contact] IS NULL AND :on - [client_since] >= 7", "", "relationship", 25),
}  # fmt: skip
VALID = {
    "annual_income": 730,
    "horizon_months": 730,
    "aml_risk": 1095,
    "beneficial_owner_known": 1095,
}  # days for which the core's facts used here are good, where not always


def quiet(trigger: Trigger) -> str:
    """Return a trigger's SQL with the days it keeps quiet after a contact."""
    return f"({trigger.sql}) AND {_QUIET.format(trigger.quiet)}" if trigger.quiet else trigger.sql
