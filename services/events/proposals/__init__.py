"""Proposals: what organisations would show at an edition, wherever it came from."""
