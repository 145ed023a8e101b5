"""What models write, understood: sections, quantities, statements, questions, verdicts."""
