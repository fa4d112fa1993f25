"""Reading published files: readers, repair, heading, numbering, clauses, corpus."""
