"""Acquire and triage: the bytes of an input, its pages, and the route of each."""

from __future__ import annotations

from extract.pages.opening import repaired
from extract.pages.raster import rasters

__all__ = ["rasters", "repaired"]
