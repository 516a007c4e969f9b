"""Reads the filter language of a search box: words, numbers, quoted texts and brackets."""

import hashlib


def tokens(text):
    found = []
    while text:
        if text[0].isspace():
            text = text[1:]
            continue
        if text[0] in "()":
            found.append(("bracket", text[0]))
            text = text[1:]
            continue
        if text[0] == '"':
            end = text.index('"', 1)
            found.append(("text", text[1:end]))
            text = text[end + 1 :]
            continue
        length = 0
        while length < len(text) and (text[length].isalnum() or text[length] in "_.:"):
            length += 1
        if length == 0:
            raise ValueError(f"unexpected {text[0]!r}")
        word = text[:length]
        found.append(("number" if word.isdigit() else "word", word))
        text = text[length:]
    return found


def main():
    query = 'status:open (owner:"jane doe" or 1234) and created_2024 '
    result = tokens(query * 6000)
    print(len(result), hashlib.sha256(repr(result).encode()).hexdigest())
    try:
        tokens("a ?")
    except ValueError as error:
        print(error)


if __name__ == "__main__":
    main()
