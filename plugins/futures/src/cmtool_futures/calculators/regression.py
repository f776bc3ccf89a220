"""Least squares of one series on one or several others (最小二乘法), on the standard library.

The normal equations of the deviations from the means are solved by elimination with the largest pivot; the standard
error of a slope is √(s²·(X'X)⁻¹) with s² = squared residuals ÷ (n − k), k counting the intercept. Statistics are floats.

>>> found = least_squares([1.0, 3.0, 2.0], [[1.0, 2.0, 3.0]])
>>> found.slopes, round(found.r_squared, 12), found.degrees
((0.5,), 0.25, 1)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt

SINGULAR = 1e-12
"""A pivot below this share of its column's own square says that the column follows from the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A regression with an intercept: slopes and their standard errors in the order of the columns given."""

    intercept: float
    slopes: tuple[float, ...]
    errors: tuple[float, ...]
    r_squared: float
    residuals: tuple[float, ...]
    degrees: int


def mean(values: Sequence[float]) -> float:
    """Return the arithmetic mean; ``values`` must not be empty."""
    return fsum(values) / len(values)


def centred(values: Sequence[float]) -> list[float]:
    """Return the deviations from the mean."""
    middle = mean(values)
    return [value - middle for value in values]


def product(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the sum of the products, pair by pair."""
    return fsum(a * b for a, b in zip(one, other, strict=True))


def covariance(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the sample covariance (divided by n − 1); at least two pairs.

    >>> covariance([1.0, 2.0, 3.0], [2.0, 4.0, 6.0])
    2.0
    """
    return product(centred(one), centred(other)) / (len(one) - 1)


def least_squares(target: Sequence[float], columns: Sequence[Sequence[float]]) -> Fit | None:
    """Return the regression of ``target`` on ``columns``, or None where the columns do not tell themselves apart.

    A column that never moves, or one that follows from the others, has no slope of its own; nor have more columns than
    observations.
    """
    count, degrees = len(target), len(target) - len(columns) - 1
    if degrees < 1:
        return None
    moves, of_target = [centred(column) for column in columns], centred(target)
    inverse = inverted([[product(one, other) for other in moves] for one in moves])
    if inverse is None:
        return None
    towards = [product(one, of_target) for one in moves]
    slopes = tuple(product(row, towards) for row in inverse)
    fitted = [product(slopes, [column[day] for column in moves]) for day in range(count)]
    left = tuple(seen - told for seen, told in zip(of_target, fitted, strict=True))
    unexplained, whole = product(left, left), product(of_target, of_target)
    return Fit(
        intercept=mean(target) - product(slopes, [mean(column) for column in columns]),
        slopes=slopes,
        errors=tuple(sqrt(max(0.0, unexplained / degrees * inverse[i][i])) for i in range(len(columns))),
        r_squared=min(1.0, max(0.0, 1 - unexplained / whole)) if whole else 0.0,
        residuals=left,
        degrees=degrees,
    )


def inverted(matrix: Sequence[Sequence[float]]) -> list[list[float]] | None:
    """Return the inverse of a symmetric matrix of sums of products, or None where it has none.

    Rows and columns are first scaled by the diagonal, so that a column in yuan and one in thousandths do not differ in weight.

    >>> inverted([[4.0, 0.0], [0.0, 2.0]])
    [[0.25, 0.0], [0.0, 0.5]]
    """
    size = len(matrix)
    if any(matrix[i][i] <= 0 for i in range(size)):
        return None
    scale = [1 / sqrt(matrix[i][i]) for i in range(size)]
    rows = [
        [matrix[i][j] * scale[i] * scale[j] for j in range(size)] + [1.0 if i == j else 0.0 for j in range(size)]
        for i in range(size)
    ]
    for step in range(size):
        best = max(range(step, size), key=lambda row: abs(rows[row][step]))
        if abs(rows[best][step]) < SINGULAR:
            return None
        rows[step], rows[best] = rows[best], rows[step]
        pivot = rows[step][step]
        rows[step] = [value / pivot for value in rows[step]]
        for other in range(size):
            if other != step and rows[other][step]:
                times = rows[other][step]
                rows[other] = [value - times * above for value, above in zip(rows[other], rows[step], strict=True)]
    return [[rows[i][size + j] * scale[i] * scale[j] for j in range(size)] for i in range(size)]
