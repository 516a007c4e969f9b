"""Find near-duplicates in a list of company names with four measures of similarity."""

import hashlib
import random

from strsimpy.damerau import Damerau
from strsimpy.levenshtein import Levenshtein
from strsimpy.longest_common_subsequence import LongestCommonSubsequence
from strsimpy.qgram import QGram

WORDS = "north south global united first data steel river green blue solar food paper glass motor air trade bank".split()
FORMS = "Inc. Ltd GmbH S.A. Corporation Holding & Sons Partners".split()


def misspelt(rng, name):
    at = rng.randrange(len(name))
    return name[:at] + rng.choice("aeiourst") + name[at + rng.randrange(2) :]


def main():
    rng = random.Random(4)
    names = [" ".join(rng.sample(WORDS, 3)).title() + " " + rng.choice(FORMS) for _ in range(45)]
    incoming = [misspelt(rng, rng.choice(names)) for _ in range(150)]
    found = []
    for measure in (Levenshtein(), Damerau(), LongestCommonSubsequence(), QGram(2)):
        for name in incoming:
            scores = [(measure.distance(name, known), known) for known in names]
            found.append(min(scores))
    print(hashlib.sha256(repr(found).encode()).hexdigest()[:16], len(found))


if __name__ == "__main__":
    main()
