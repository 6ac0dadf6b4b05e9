"""Electronic product information, FHIR document Bundles: `bundle.py` reads one."""
