"""The codebook on the desk: read it, propose a change, discuss, release, look at old codings."""
