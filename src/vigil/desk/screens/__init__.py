"""What all screens of the desk share: who enters, acts, role limits, labels, start page."""
