"""The experts of a panel: invited, seated, reminded and recused; and their own pages."""
