"""The press (排印): from a template to a document, from a document to the file a client is handed."""
