"""The page that a contributor opens with their private link."""
