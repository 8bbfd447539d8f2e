"""The page that a party opens by its private link, without an account."""
