"""Projects: what each council of a cohort works on, on its way through the plan, and its story."""
