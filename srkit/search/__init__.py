"""Multi-model tree search (M3CTS)."""
