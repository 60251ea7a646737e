"""Open data without persons: figures and places here, further data sets from the apps that keep them."""
