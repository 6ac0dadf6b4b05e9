"""All of Qt: one widget per file, and the painting of paper."""
