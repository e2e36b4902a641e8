"""Reading and looking around: an innovation and its like, and pages of councils, themes and regions."""
