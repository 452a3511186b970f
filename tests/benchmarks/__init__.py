"""Benchmarks: ``make bench`` runs them. They print ratios of one run and assert nothing on time."""
