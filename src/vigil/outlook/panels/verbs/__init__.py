"""Set up and open panels; open and close rounds."""
