"""The applicant's draft behind their link, and applications at the desk."""
