"""One HTML file to look at rows with, and charts."""
