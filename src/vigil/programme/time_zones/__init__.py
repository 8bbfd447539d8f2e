"""Wall times, their zones and instants, and the zone that a reader chooses."""
