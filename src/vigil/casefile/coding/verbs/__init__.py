"""Keep a draft, submit a coding, adjudicate, verify, write the accepted values."""
