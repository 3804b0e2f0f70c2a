"""Fills the sources of labeled/documents with consistent numbers and knows the truth about them."""

from labeled.generator.fill import fill
from labeled.generator.filled import Filled, PageBreak, Paragraph, SourceError, Table, TableCell, TruthFact

__all__ = ["Filled", "PageBreak", "Paragraph", "SourceError", "Table", "TableCell", "TruthFact", "fill"]
