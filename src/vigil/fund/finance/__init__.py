"""Donors' budgets, forecasts, and bank statements held against payments."""
