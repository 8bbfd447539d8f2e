"""Lists of killed people that others publish: import them, with mappings of their columns.

Comparing them with cases: see `casefile.matches`.
"""
