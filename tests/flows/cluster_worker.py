"""Loaded by the workers of a cluster in the tests: documents are read by the fake function."""

from __future__ import annotations

from flow_fakes import use_fake

use_fake(setattr)
