"""Saved searches, and the mails that tell what is new for them."""
