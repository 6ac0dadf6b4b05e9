"""The window around the reader: toolbar, sidebar, actions, session, jobs, and what holds them together."""
