"""A period's report of a node as a document, written from records, each number with its source line."""
