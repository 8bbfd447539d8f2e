"""Applications to a call: drafts, answers, files, and what was determined on each."""
