"""Editions: the Innovation Zone of a year, with its themes, days and stages."""
