"""Acquire and triage: the bytes of an input, its pages, and the route of each."""

from __future__ import annotations

from extract.pages.acquiring import acquire, sha256_of
from extract.pages.likeness import looks_like_disclosure
from extract.pages.opening import repaired
from extract.pages.raster import rasters
from extract.pages.triage import open_pages

__all__ = ["acquire", "looks_like_disclosure", "open_pages", "rasters", "repaired", "sha256_of"]
