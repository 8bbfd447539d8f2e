"""Who may do what in the outlook, and who may open the pages of experts."""
