"""What takes a book back to the shape of an older version, so that tests can open one that was made by it."""

from __future__ import annotations

NEW_OF = {
    2: (
        "DROP INDEX change_latest", "DROP INDEX change_gone", "DROP TABLE proposal", "ALTER TABLE change DROP COLUMN latest",
    ),
    3: ("DROP INDEX task_until",),
    4: ("DROP TABLE target", "DROP TABLE figure"),
    5: ("DROP TABLE handover",),
    6: (
        "DROP TABLE work_event", "DROP INDEX work_respond", "DROP INDEX work_waits",
        *(f"ALTER TABLE work DROP COLUMN {name}" for name in (
            "about", "severity", "respond", "respond_hour", "answered", "answered_hour", "resolve",
            "waits_for", "waits_since", "waits_until", "waits_reason",
        )),
    ),
    7: ("DROP INDEX client_branch", "ALTER TABLE client DROP COLUMN f_branch", "ALTER TABLE client DROP COLUMN at_branch"),
    8: (
        "DROP TABLE identity", "DROP TABLE sending", "DROP TABLE copy",
        "DROP INDEX proposal_mark", "ALTER TABLE proposal DROP COLUMN mark",
    ),
}  # fmt: skip


def back_to(version: int) -> tuple[str, ...]:
    """Return the statements that make a book of today one of ``version``, the newest shape taken away first."""
    newer = (number for number in sorted(NEW_OF, reverse=True) if number > version)
    return (*(statement for number in newer for statement in NEW_OF[number]), f"PRAGMA user_version = {version}")
