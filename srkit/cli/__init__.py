"""The command line: the only unit that prints, reads the environment or exits."""
