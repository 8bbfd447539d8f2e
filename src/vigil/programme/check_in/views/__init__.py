"""The screens of the door, made for a telephone."""
