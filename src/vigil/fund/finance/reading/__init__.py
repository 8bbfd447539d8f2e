"""Read bank statements: CAMT.053 and CSV. Knows no database."""
