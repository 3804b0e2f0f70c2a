"""What a table's head says its figures are: kind of accounts, basis, period, measure, unit."""

from __future__ import annotations
