"""Invitations: what a council sees of a campaign, and what it answers."""
