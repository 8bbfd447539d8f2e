"""What is agreed with a grantee, read and accepted by them."""
