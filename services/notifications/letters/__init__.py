"""Letters that other services write: to whom they go, and whether."""
