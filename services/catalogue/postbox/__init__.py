"""Asks and Offers: what councils look for and what they can give, posted by those who are signed in."""
