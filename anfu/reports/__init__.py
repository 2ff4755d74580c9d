"""Documents and tables made of tickets and calls: what they say (`quick`, `retrospective`, `tracking`, `analysis`,
`dissatisfied`), and how they are written (`workbook`, `page`, `commas`)."""
