"""The public results page with its files, and releases at the desk."""
