"""What is said of one figure: measure, basis, period, comparison, reason, its place, and how sure its reading is."""
