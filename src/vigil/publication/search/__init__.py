"""Select public cases: filters, counts by value, and names in any spelling."""
