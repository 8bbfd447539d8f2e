"""Home, lists and text pages; which pages search engines and other rooms may link."""
