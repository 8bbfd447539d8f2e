"""What may leave the desk: the publication policy, withheld words, holds."""
