"""Applications for a cohort: interest, the form with its links, the sponsor's word, spreadsheets."""
