"""What editors do with the texts on lives."""
