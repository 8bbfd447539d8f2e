"""Questions of panels: kinds, values, seeds, lists of terms, wording."""
