"""The Atom feed of cases, and the function that writes every Atom feed of Vigil."""
