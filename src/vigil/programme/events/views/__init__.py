"""Public pages of the programme, and desk screens of events and sessions."""
