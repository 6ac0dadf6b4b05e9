"""What build_installer.py is made of. Standard library only, but for what PyInstaller and the icons' painter run."""
