"""Rows of a report as cells of a table in a page."""


def escaped(text: str) -> str:
    result = ""
    for character in text:
        if character == "<":
            result += "&lt;"
        elif character == ">":
            result += "&gt;"
        elif character == "&":
            result += "&amp;"
        else:
            result += character
    return result


def workload() -> int:
    texts = [f"row {i}: {i % 7} < {i % 5} & the rest of the line > what was here before" for i in range(300)]
    return sum(len(escaped(text)) for _ in range(80) for text in texts)


PROBES = ["escaped('a < b && &lt; > ')", "escaped('')", "escaped(['<', 'ab', '&'])", "escaped([3])", "escaped(b'<')"]
