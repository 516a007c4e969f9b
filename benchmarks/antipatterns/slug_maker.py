"""Turns the titles of articles into names for their addresses."""

import hashlib

REPLACED = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "&": "and", " ": "-", "/": "-", "_": "-"}


def slug(title):
    result = ""
    for character in title.lower():
        if character in REPLACED:
            result += REPLACED[character]
        elif character.isalnum() or character == "-":
            result += character
    while "--" in result:
        result = result.replace("--", "-")
    return result.strip("-")


def plain(text):
    cleaned = ""
    for character in text:
        if character == "\t":
            cleaned += " "
        elif character == "\r":
            cleaned += ""
        else:
            cleaned += character
    return cleaned


def main():
    titles = [f"Über {index} Größen / Maße & mehr: Teil_{index % 7}\t(neu)\r" for index in range(40_000)]
    slugs = [slug(plain(title)) for title in titles]
    print(slugs[3], hashlib.sha256("\n".join(slugs).encode()).hexdigest())


if __name__ == "__main__":
    main()
