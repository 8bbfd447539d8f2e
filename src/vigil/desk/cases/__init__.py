"""The screen of a case: its acts, reports and documents; the list and search of cases."""
