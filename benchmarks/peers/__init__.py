"""Other readers of tables, and what each gives on a file: for comparison only, none is a part of the product."""
