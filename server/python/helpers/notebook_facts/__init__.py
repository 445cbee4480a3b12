"""What the source of a notebook shows without being run. Needs nothing but Python itself."""
