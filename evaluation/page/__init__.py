"""report.html: the accuracy report for people."""
