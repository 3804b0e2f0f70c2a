"""What is learned or curated: taxonomy, forms, lexicon, patterns, identities, units; and the loaders for them."""
