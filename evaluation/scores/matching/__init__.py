"""Which figure that was read belongs to which printed one, and on how much the two agree."""
