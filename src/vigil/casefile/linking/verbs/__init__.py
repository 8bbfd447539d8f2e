"""Write proposals and doubts of the machine; judge pairs of accounts."""
