"""Events: editions of the Innovation Zone, their programme, and cohorts."""
