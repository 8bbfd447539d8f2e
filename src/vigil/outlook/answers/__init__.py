"""What experts answer and discuss: kept version by version, and handed in."""
