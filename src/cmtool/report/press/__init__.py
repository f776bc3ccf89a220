"""The press: a template fills a document, writers turn it into Markdown, a page, Word, PDF or a workbook (文书)."""
