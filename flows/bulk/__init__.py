"""Many small documents: several to a task run."""
