"""Write, review, publish, correct, commission and withdraw stories."""
