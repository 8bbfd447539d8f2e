"""The exit codes of commands."""

DONE, FAILED, MISUSE, WITH_REJECTS = 0, 1, 2, 3
