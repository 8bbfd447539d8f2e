"""Set how much of a person may be shown, and to whom."""
