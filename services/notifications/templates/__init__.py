"""Templates: what organisers write, checked and turned into the parts of a mail."""
