"""Counts that add up: scores are sums of counts, never averages of averages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prf:
    """How many were wanted, how many were given, and how many of these are right.

    Where likeness is counted, a thing may be right in part: ``right`` is then no whole number.

    Examples
    --------
    >>> total = Prf(8, 10, 6) + Prf(2, 0, 0)
    >>> total.precision, total.recall
    (0.6, 0.6)
    """

    wanted: int = 0
    given: int = 0
    right: float = 0

    def __add__(self, other: Prf) -> Prf:
        return Prf(self.wanted + other.wanted, self.given + other.given, self.right + other.right)

    @property
    def precision(self) -> float | None:
        """Right among those given; None where nothing was given."""
        return self.right / self.given if self.given else None

    @property
    def recall(self) -> float | None:
        """Right among those wanted; None where nothing was wanted."""
        return self.right / self.wanted if self.wanted else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of both; None where there is nothing to judge."""
        both = self.wanted + self.given
        return 2 * self.right / both if both else None


def percent(value: float | None) -> str:
    """A share for people, to a hundredth of a percent; a dash where there is none.

    Rounded towards the middle: 100.00 is printed only where nothing is wrong.

    >>> percent(0.99999), percent(1.0), percent(None)
    ('99.99', '100.00', '–')
    """
    if value is None:
        return "–"
    shown = min(round(100 * value, 2), 99.99) if value < 1 else 100.0
    return f"{shown:.2f}"
