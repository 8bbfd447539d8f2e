"""The sender's pages without cookies, and the desk screens of testimony."""
