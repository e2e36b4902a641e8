"""Grid: the timetable of a day, stages by time, on which organisers place sessions by hand."""
