"""What all screens share: the one `Act`, access, forms, filters, labels, start page."""
