"""Sorts the links of a crawl into internal, external and other ones."""

import re
from collections import Counter


def links(size):
    hosts = ("https://example.org/a", "http://example.com/b?x=1", "mailto:me@example.org", "/local/page", "https://shop.example.org/")
    return [hosts[index * 7 % 5] + str(index) for index in range(size)]


def kind(link):
    if re.match("https://example.org", link):
        return "internal"
    if re.search("shop.example", link):
        return "shop"
    if re.match("http", link):
        return "external"
    if re.match("mailto:", link):
        return "mail"
    return "other"


def main():
    found = Counter(kind(link) for link in links(330_000))
    print(sorted(found.items()))


if __name__ == "__main__":
    main()
