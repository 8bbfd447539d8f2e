"""More time, asked for by a grantee."""
