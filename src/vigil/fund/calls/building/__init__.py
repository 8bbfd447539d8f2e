"""Build the form, the rubric and the conditions of a call entry by entry."""
