"""The case folder: its language, tables, files and what is wrong with them; nothing is computed here."""
