"""Accounts: who may sign in, as what, and the sessions they hold."""
