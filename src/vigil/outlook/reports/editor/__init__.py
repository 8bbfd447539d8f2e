"""What the editor shows of a draft: its outline, its blocks with readable tokens, comparisons."""
