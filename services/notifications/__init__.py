"""Notifications: people, the mail they get, what they answer, and who may sign in."""
