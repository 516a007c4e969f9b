"""Rows of a data frame that are kept, changed, odd, or more than their columns."""

try:
    import pandas
except ImportError:
    pandas = None


def total(data):
    out = 0
    for _, row in data.iterrows():
        out += row["a"] * 2
    return out


def listed(data):
    out = []
    for label, row in data.iterrows():
        out.append((label, row["a"], type(row["b"]).__name__))
    return out


def changed(data):
    out = []
    for label, row in data.iterrows():
        out.append(row["a"])
        data.loc[label, "b"] = 0
    return out, list(data["b"])


def applied(data):
    return data.apply(lambda row: row["a"] + row["b"], axis=1)


def failing(data):
    return data.apply(lambda row: 1 // row["a"], axis=1)


def frame(**columns):
    return pandas.DataFrame(columns)


def told(function, make):
    if pandas is None:
        return "no pandas"
    try:
        answer = function(make())
    except Exception as error:
        return type(error).__name__, str(error)
    return repr(answer), type(answer).__name__, str(getattr(answer, "dtype", ""))


PROBES = [
    "told(total, lambda: frame(a=[1, 2], b=[3, 4]))",
    "told(total, lambda: frame(a=[1.5, None], b=[3, 4]))",
    "told(total, lambda: frame(a=['x', 'y'], b=[3, 4]))",
    "told(total, lambda: frame(b=[3, 4]))",
    "told(total, lambda: frame(a=[], b=[]))",
    "told(total, lambda: frame(a=[1, 2]).iloc[:0])",
    "told(listed, lambda: frame(a=[1, 2], b=[True, False]))",
    "told(listed, lambda: frame(a=[1, 2], b=['x', None]))",
    "told(listed, lambda: frame(a=[1, 2], b=[0.5, float('nan')]))",
    "told(listed, lambda: frame(a=[2**60 + 1, 2], b=[0.5, 1]))",
    "told(listed, lambda: frame(a=[1, 2], b=[1, 2]).astype({'a': 'int8'}))",
    "told(listed, lambda: frame(a=[1, 2], b=[1, 2]).set_index('a', drop=False))",
    "told(listed, lambda: frame(a=[1, 2], b=pandas.to_datetime(['2020-01-01', None])))",
    "told(listed, lambda: frame(a=[1, 2], b=pandas.Categorical(['x', 'y'])))",
    "told(changed, lambda: frame(a=[1, 2], b=[3, 4]))",
    "told(applied, lambda: frame(a=[1, 2], b=[3, 4]))",
    "told(applied, lambda: frame(a=[1, 2], b=['x', 'y']))",
    "told(applied, lambda: frame(a=[], b=[]))",
    "told(applied, lambda: frame(a=[1, 2], b=[3.5, 4]))",
    "told(failing, lambda: frame(a=[1, 0], b=[3, 4]))",
    "told(total, lambda: [1])",
]
