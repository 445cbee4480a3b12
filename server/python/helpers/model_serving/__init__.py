"""MLServer as a child process of the inference server. `watch` needs nothing but Python; the rest needs MLServer."""
