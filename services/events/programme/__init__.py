"""The programme: what is proposed for an edition, when and where it is held, and what is public of it."""
