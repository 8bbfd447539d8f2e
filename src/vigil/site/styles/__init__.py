"""Style sheets as they are served: bundled, with the colours and the logo of the installation."""
