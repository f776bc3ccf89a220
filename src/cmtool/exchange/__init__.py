"""The loading dock: files of others in, our lists out."""
