"""The accuracy report: what is written down of each document, what is computed from it, and how it is shown."""
