"""Let people see, correct, agree to and take back what concerns them, by a link of their own."""
