"""The books: what was carried over at the start, what is taken back by hand, accounts opened at the desk."""
