"""Frequency: one budget of mails a week for each person, whatever the mails are for."""
