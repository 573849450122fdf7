"""What the tests, the demo and the benchmarks share: a site of their own beside a bench that stays untouched."""
