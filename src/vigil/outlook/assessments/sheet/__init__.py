"""The sheet of an assessment: its terms and countries as a workbook."""
