"""Training of the small models that extract/ uses, from labels; ``juesuan train`` runs it."""
