"""Import a team's own sheet, compare it with the case file, verify its cases, export them.

Reading and writing the files: see `casefile.sheet_files`.
"""
