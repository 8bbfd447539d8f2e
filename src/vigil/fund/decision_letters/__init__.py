"""What applicants read of a decision: texts by outcome and language, personal words, release."""
