"""What grants achieved, as two readers agree that the evidence shows."""
