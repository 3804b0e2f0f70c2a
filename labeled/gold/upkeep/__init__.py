"""Looking after gold that stands: reading it back, labelling it twice, following a text that moved."""
