"""Cohorts: the councils that go through a scheme together, their call, limits and dates."""
