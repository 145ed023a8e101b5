"""The models that an address can name, and the prompts that they get."""
