"""The Atom feed of changes, and what every Atom feed of Vigil is made of."""
