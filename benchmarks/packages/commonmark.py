"""Renders the pages of a manual."""

import hashlib

import commonmark

PAGE = """# Chapter {n}: *installing* the `tool`

Some text with **strong words**, a [link](http://example.org/{n} "title"), an ![image](/pic{n}.png) and
a hard break\\
next line; see <http://example.com>. Entities: &amp; &copy; &#35;, and html <em>inside</em>.

* first item with `code`
* second item
    1. nested one
    2. nested two

        indented code in a list

> quoted text that goes on
> for two lines with _emphasis_ and __more of it__

```python
def f(x):
    return x * {n}
```

| not | a table |

[reference]: http://example.org/ref "Reference"
Back to the [reference] and to [another][reference].

***
"""


def main():
    parser = commonmark.Parser()
    renderer = commonmark.HtmlRenderer()
    digest = hashlib.sha256()
    for number in range(400):
        digest.update(renderer.render(parser.parse(PAGE.format(n=number) * 2)).encode())
    print(digest.hexdigest())


if __name__ == "__main__":
    main()
