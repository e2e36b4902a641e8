"""Reviews: who reads which proposal, what they think of it, and what is decided."""
