"""The fields of a member: which there are, their values and labels."""
