"""Keep, cut, read and remove files, sound and video."""
