"""What is evaluated: written documents in every route, labelled disclosures, and how they are read and kept."""
