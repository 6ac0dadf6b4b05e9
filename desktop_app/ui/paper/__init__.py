"""Pages: one layout for printer, preview and PDF, and the window that chooses what is printed."""
