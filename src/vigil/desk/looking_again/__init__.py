"""The list of cases to look at again."""
