"""The list, the plan and the page of a grant at the desk."""
