"""Tables of cases, and the counters from which their numbers come."""
