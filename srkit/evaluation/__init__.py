"""The benchmark's protocol: verdicts, counts, intervals."""
