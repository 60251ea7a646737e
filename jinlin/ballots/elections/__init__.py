"""Elections of a residents' committee (secret, on paper) and of an owners' committee (by an owners' decision)."""
