"""Screens of questions: for participants, at the desk, and for the stage."""
