"""Stage export: from documents to the result files and the store."""
