"""Take up a decided case again: change single values or people, each with reason and source."""
