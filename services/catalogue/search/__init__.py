"""Finding innovations: the index as a disposable projection, and what a query is taken to mean."""
