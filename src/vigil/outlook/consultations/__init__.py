"""Consultations: rule, notes, statements, speakers, consent, coding, saturation."""
