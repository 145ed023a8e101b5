"""Procedural scenes with exact geometry."""
