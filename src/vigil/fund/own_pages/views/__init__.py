"""Pages behind a party’s private link."""
