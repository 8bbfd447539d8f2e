"""Turn what arrives into accounts, link them, pool expert answers. Knows no Django."""
