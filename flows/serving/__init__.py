"""What a data team runs: the server, its deployments and its notifications."""
