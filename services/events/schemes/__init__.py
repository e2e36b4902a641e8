"""Schemes: what cohorts belong to (Design in the Public Sector is one), with its plan as data."""
