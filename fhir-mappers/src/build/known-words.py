"""Makes known-words.txt of SCOWL's words for American spelling (Debian's package wamerican) and of clinical-words.txt.

    python3 known-words.py /usr/share/dict/american-english > ../main/resources/org/consentry/mappers/deidentify/known-words.txt

A word that Lexicon makes of another one by its endings is left out. SCOWL's capitalized words are names and stay out.
"""

import pathlib
import re
import sys

ENDINGS = [("ies", "y"), ("es", ""), ("es", "e"), ("s", ""), ("ied", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"),
           ("ly", ""), ("ly", "le"), ("ally", ""), ("ily", "y")]
NOTICE = """# Words that are no names, each once, without what Lexicon makes of them by their endings. Made by src/build/known-words.py.
#
# Words of English are SCOWL's (Spell Checker Oriented Word Lists): Copyright 2000-2011 by Kevin Atkinson. Permission to use,
# copy, modify, distribute and sell these word lists, the associated scripts, the output created from the scripts, and its
# documentation for any purpose is hereby granted without fee, provided that the above copyright notice appears in all copies
# and that both that copyright notice and this permission notice appear in supporting documentation. Kevin Atkinson makes no
# representations about the suitability of this array for any purpose. It is provided "as is" without express or implied
# warranty. Words of medicine are this project's (src/build/clinical-words.txt)."""


def made_of(word):
    for ending, instead in ENDINGS:
        base = word[: -len(ending)] + instead
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            yield base
            if instead == "" and base[-1] == base[-2]:
                yield base[:-1]


words = set()
for line in open(sys.argv[1], encoding="utf-8"):
    if re.fullmatch(r"[a-z]{3,}", line.strip()):
        words.add(line.strip())
clinical = pathlib.Path(__file__).with_name("clinical-words.txt").read_text(encoding="utf-8")
for line in clinical.splitlines():
    if not line.startswith("#"):
        words.update(part for word in line.split() for part in re.split(r"[-']", word) if len(part) > 2)
kept = set()
for word in sorted(words, key=lambda word: (len(word), not word.endswith("y"), word)):
    if not any(base in kept for base in made_of(word)):
        kept.add(word)
print(NOTICE)
row = ""
for word in sorted(kept):
    if len(row) + len(word) > 130:
        print(row)
        row = ""
    row = (row + " " + word).strip()
print(row)
