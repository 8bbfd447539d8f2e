"""Pages and files behind the private link of a contributor."""
