"""Facts from free text, measured: ``python -m evaluation.narrative`` prints the table.

Entities, reasons and whole facts against the labels, real and written documents
apart, held-out ones apart, narrative of accounts and self-evaluation apart.
"""
