"""How sure a figure is: intervals over documents, paired tests, correction for many tests."""

from evaluation.statistics.bootstrap import Interval, difference_interval, f1_interval, f1_of
from evaluation.statistics.randomisation import paired_p, smallest_p
from evaluation.statistics.simple import holm, wilson

__all__ = [
    "Interval",
    "difference_interval",
    "f1_interval",
    "f1_of",
    "holm",
    "paired_p",
    "smallest_p",
    "wilson",
]
