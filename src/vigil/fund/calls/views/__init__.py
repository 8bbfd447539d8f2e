"""Public pages of the fund and its calls, and calls at the desk."""
