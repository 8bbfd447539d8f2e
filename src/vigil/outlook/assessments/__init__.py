"""Assessments: many terms judged in many countries, by one panel for each region."""
