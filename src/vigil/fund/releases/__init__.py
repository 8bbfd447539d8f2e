"""What the fund publishes: releases, suppressed numbers, IATI and 360Giving files."""
