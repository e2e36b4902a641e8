"""Letters that other services write."""
