"""What the engines write differently: four short tables, and nothing else about a condition differs between them.

>>> SQLITE.fraction(0.1)
'(CAST(3602879701896397 AS REAL) / 36028797018963968)'
"""

from __future__ import annotations

from dataclasses import dataclass

MOST_SHIFT = 2**62  # the largest power of two that every engine's whole numbers hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one engine says a thing; ``{}`` stands for the value."""

    name: str
    real: str
    inside: str
    calendar: str
    divide: str = "/"
    joined: str = "group_concat({}, '')"
    escapes: bool = False

    def quoted(self, value: str) -> str:
        r"""Return words as a literal.

        >>> SQLITE.quoted("O'Hara"), SPARK.quoted("O'Hara")
        ("'O''Hara'", "'O\\'Hara'")
        """
        return "'" + (value.replace("\\", "\\\\").replace("'", "\\'") if self.escapes else value.replace("'", "''")) + "'"

    def fraction(self, value: float) -> str:
        """Return a binary fraction exactly, as a whole number over powers of two: no engine has to read decimals."""
        above, below = value.as_integer_ratio()
        while abs(above) >= MOST_SHIFT:  # beyond whole numbers: such a value is whole, and exact at half its size
            return f"({self.fraction(value / 2)} * 2)"
        written = f"CAST({above} AS {self.real})"
        while below > 1:
            step = min(below, MOST_SHIFT)
            written, below = f"({written} / {step})", below // step
        return written

    def as_real(self, written: str) -> str:
        """Return a value as a binary fraction."""
        return f"CAST({written} AS {self.real})"


SQLITE = Dialect(
    name="sqlite",
    real="REAL",
    inside="instr({}, {}) > 0",
    calendar="CAST(strftime('%Y%m%d', ({}) * 86400, 'unixepoch') AS INTEGER)",
)
DUCKDB = Dialect(
    name="duckdb",
    real="DOUBLE",
    inside="contains({}, {})",
    calendar="CAST(strftime(DATE '1970-01-01' + CAST({} AS INTEGER), '%Y%m%d') AS BIGINT)",
    divide="//",
)
POSTGRES = Dialect(
    name="postgres",
    real="DOUBLE PRECISION",
    inside="strpos({}, {}) > 0",
    calendar="CAST(to_char(DATE '1970-01-01' + CAST({} AS INTEGER), 'YYYYMMDD') AS BIGINT)",
)
SPARK = Dialect(
    name="spark",
    real="DOUBLE",
    inside="instr({}, {}) > 0",
    calendar="CAST(date_format(date_add(DATE '1970-01-01', CAST({} AS INT)), 'yyyyMMdd') AS BIGINT)",
    divide="DIV",
    escapes=True,
)
DIALECTS = {dialect.name: dialect for dialect in (SQLITE, DUCKDB, POSTGRES, SPARK)}
