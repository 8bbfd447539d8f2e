"""Pictures in a report: rebuilt files, with credit, licence and consent."""
