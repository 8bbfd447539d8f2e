"""Cases: open, publish, merge and find them; lock them and record decisions on them."""
