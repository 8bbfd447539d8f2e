"""Who is signed in where, the lockdown, and proof of a recent sign-in."""
