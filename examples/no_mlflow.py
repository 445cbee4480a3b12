"""Estimate pi by throwing darts. It imports nothing; run with Slipway, it is a tracked run all the same."""

import random

random.seed(1)
inside = 0
for dart in range(1, 2_000_001):
    inside += random.random() ** 2 + random.random() ** 2 < 1
    if dart % 200_000 == 0:
        print(f"{dart:>9,} darts: pi is about {4 * inside / dart:.5f}", flush=True)
