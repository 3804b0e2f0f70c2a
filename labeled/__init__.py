"""The gold set: documents written for the project, their generator and renderer, labels and splits."""
