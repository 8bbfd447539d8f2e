"""Select public cases: filters, counts by value, names in any spelling."""
