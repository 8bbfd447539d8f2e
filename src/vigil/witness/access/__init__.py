"""Who may do what with stories, campaigns and names; what they find on signing in."""
