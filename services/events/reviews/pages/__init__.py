"""Pages of reviewing: the organisers', the reviewers', and the answer to an offered place."""

from services.events.reviews.pages import moving
from services.events.reviews.pages.judging import pages as judging_pages
from services.events.reviews.pages.offering import pages as offering_pages
from services.events.reviews.pages.organising import pages as reviewing_pages

__all__ = ["judging_pages", "moving", "offering_pages", "reviewing_pages"]
