"""The fine-grained spatial reward."""
