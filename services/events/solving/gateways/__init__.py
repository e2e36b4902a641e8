"""The solver's process: `process` starts and watches it, the other modules run inside it."""
