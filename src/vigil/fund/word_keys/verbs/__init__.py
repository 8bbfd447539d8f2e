"""Make, try, use and end keys of words, and replace lost ones."""
