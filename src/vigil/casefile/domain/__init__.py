"""The verbs of the case file: each checks permission and state, writes, and records why."""
