"""Helpers of commands: exit codes, data folder, Django, progress, Spark."""
