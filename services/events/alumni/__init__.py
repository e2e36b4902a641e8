"""Alumni: which councils and people took part in what, since when, and where nobody has been."""
