"""Privacy: all that we hold on one person, shown on request, and forgotten on request."""
