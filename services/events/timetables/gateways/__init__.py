"""The timetable as CP-SAT models; imported in the solver's process alone."""
