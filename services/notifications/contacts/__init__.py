"""Contacts: people and shared mailboxes of organisations, and what they agreed to get."""
