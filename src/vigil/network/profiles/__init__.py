"""The fields of a member: values, choices, labels, and their form."""
