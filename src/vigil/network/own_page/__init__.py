"""A member's own page: edit it, choose who sees it, export, leave."""
