"""Executes a notebook headless and streams its outputs. Needs `ipykernel`, which brings `jupyter_client`."""
