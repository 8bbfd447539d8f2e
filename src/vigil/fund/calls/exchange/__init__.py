"""Forms of calls as files that other programs read: XLSForm workbooks, and JSON."""
