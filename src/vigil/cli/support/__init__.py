"""What commands share: exit codes, data folder, Django, progress, Spark."""
