"""What readers do on a private link, and what editors do with their corrections."""
