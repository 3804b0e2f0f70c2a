"""Renders filled documents: docx, PDF, scans, text dumps, html, and the exact truth about each."""

from labeled.render.pdf import Rendered, pdf, render_pdf
from labeled.render.scan import PROFILES, scan
from labeled.render.truth import truth
from labeled.render.web import dump, html
from labeled.render.word import docx

__all__ = ["PROFILES", "Rendered", "docx", "dump", "html", "pdf", "render_pdf", "scan", "truth"]
