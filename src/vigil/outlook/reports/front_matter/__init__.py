"""Authors, subtitle, licence, numbers and cover of a report."""
