"""The press: tables and documents, made of values that are already masked."""
