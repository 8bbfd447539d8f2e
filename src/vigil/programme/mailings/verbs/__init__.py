"""Draft, change, release and discard mailings, and write their letters in the background."""
