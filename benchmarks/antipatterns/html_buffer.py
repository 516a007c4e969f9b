"""A small page writer: nested elements, attributes, escaped text."""

import hashlib


class Page:
    def __init__(self):
        self.buffer = ""
        self.depth = 0

    def open(self, tag, **attributes):
        self.buffer += "  " * self.depth + "<" + tag
        for name, value in attributes.items():
            self.buffer += " " + name + '="' + str(value) + '"'
        self.buffer += ">\n"
        self.depth += 1

    def text(self, value):
        escaped = value.replace("&", "&amp;").replace("<", "&lt;")
        self.buffer += "  " * self.depth + escaped + "\n"

    def close(self, tag):
        self.depth -= 1
        self.buffer += "  " * self.depth + "</" + tag + ">\n"

    def table(self, rows):
        self.open("table", width=100)
        for row in rows:
            self.open("tr", id=row[0])
            for cell in row:
                self.text(str(cell))
            self.close("tr")
        self.close("table")


def main():
    page = Page()
    page.table([(index, f"name <{index}>", index * 7 % 100) for index in range(3800)])
    print(len(page.buffer), hashlib.sha256(page.buffer.encode()).hexdigest())


if __name__ == "__main__":
    main()
