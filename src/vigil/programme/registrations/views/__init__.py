"""Public registration pages, and desk screens of registrations."""
