"""The map: shapes of countries, projections, and the marks of cases.

`views` serves the page, and `page` writes its marks and its table. `land` draws shapes that
`build_shapes` made, `marks` lays out what `places` counts. Maps need no tile server.
"""
