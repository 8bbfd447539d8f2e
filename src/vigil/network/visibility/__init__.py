"""Who sees which field of a member, by the member's consent."""
