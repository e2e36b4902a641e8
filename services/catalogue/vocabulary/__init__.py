"""The words of the field: abbreviations, synonyms and what is narrower, kept by reviewers."""
