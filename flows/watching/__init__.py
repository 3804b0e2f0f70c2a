"""What a run shows to those who watch it: states and artifacts in Prefect."""
