"""Labels as openFDA answers with them, in JSON: `label.py` reads one."""
