"""Compare two codings of a case and propose which values to accept."""
