"""Results and cache at an address: stores that fsspec knows (docs/decisions/0019-object-stores.md)."""
