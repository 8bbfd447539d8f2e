"""The heart: reports, accounts, claims, cases, victims, codings."""
