"""Stands in for lmms-eval: the same arguments, requests and files, two questions of its own."""
