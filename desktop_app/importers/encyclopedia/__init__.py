"""Pages of MediaWiki, saved or from an offline archive: `article.py` reads one."""
