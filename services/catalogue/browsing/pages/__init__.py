"""Pages for reading and looking around."""

from services.catalogue.browsing.pages import innovations, organisations, places
from services.catalogue.browsing.pages.blueprint import blueprint

__all__ = ["blueprint", "innovations", "organisations", "places"]
