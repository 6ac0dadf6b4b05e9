"""The look of everything: themes, text size, fonts, icons, and how rows are painted."""
