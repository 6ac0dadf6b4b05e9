"""US drug labels, HL7 v3 Structured Product Labeling: `label.py` reads one."""
