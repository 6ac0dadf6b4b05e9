"""One module per source format: bytes in, Monograph out."""
