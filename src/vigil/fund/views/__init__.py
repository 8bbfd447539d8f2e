"""The pages and screens of the fund."""
