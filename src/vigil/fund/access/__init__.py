"""Who may do what in the fund, and who must be there before its public forms open."""
