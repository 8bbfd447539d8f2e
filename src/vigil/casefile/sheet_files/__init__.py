"""Files of a team's own sheet: read them, say what their columns mean, write them. Pure.

What a sheet changes in the case file: see `casefile.sheets`.
"""
