"""The panel of a case on listed killings and other cases that it may be."""
