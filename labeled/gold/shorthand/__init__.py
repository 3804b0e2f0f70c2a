"""The shorthand of a labeller: its grammar, and how it becomes entities and facts."""
