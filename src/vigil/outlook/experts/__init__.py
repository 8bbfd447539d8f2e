"""The experts of a panel: invited, seated, reminded, recused; their own pages."""
