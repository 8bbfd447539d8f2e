"""The rules of the house on the desk: the page that states them, and what a case says of them."""
