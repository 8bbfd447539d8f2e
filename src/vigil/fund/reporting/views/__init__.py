"""A report behind the link of its grantee, and total results at the desk."""
