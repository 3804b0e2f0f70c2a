"""A paragraph read from left to right: what a value is, its name, rows of values, and what is carried to the next."""
