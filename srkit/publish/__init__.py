"""What is said of a model to those who will use it."""
