"""Acts of finance: budgets, statements, matches, the audit file."""
