"""Delivery: the ledger of every mail we owe somebody, and its way through SMTP."""
