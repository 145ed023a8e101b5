"""What flows between the stages: row kinds, reading and writing them, run records, addresses."""
