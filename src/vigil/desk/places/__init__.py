"""Suggestions for a place that somebody types, from the shipped gazetteer, and a small map of it.

Nobody else is asked. The gazetteer is read when the first place is typed, and then takes some 50 MB
of the process that answers.
"""
