"""Care for whoever sits at the desk: graphic words are hidden until wanted, breaks are hinted."""
