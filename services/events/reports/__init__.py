"""Reports: the figures of an edition."""
