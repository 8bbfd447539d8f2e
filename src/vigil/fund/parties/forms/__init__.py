"""How parties and officers enter who somebody is, how to reach them, and their level."""
