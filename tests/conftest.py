"""Fixtures for all rooms."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the project."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real disclosures, beside the project."""
    place = ROOT.parent / "shared"
    if not (place / "disclosures").is_dir():
        pytest.skip("the real disclosures (../shared) are not here")
    return place
