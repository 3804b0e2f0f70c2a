"""Cells of the standard forms, of performance tables and of their blocks of funds made into facts."""
