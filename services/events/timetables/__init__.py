"""Timetables: which proposals are chosen and where they are placed, checked, solved and mended."""
