"""Places: the panel's decision, places offered and taken, reserves, and who takes part."""
