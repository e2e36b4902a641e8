"""Campaigns: invitations to an audience, rehearsed, approved and sent."""
