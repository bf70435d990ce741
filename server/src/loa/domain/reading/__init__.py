"""How a written Vietnamese text is read aloud: numbers, dates, units, abbreviations in words."""
