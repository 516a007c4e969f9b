"""Letters that change places: after the first exchange nobody knows which of them were there before."""


def partner(strand: str) -> str:
    result = ""
    for base in strand:
        if base == "A":
            result += "T"
        elif base == "T":
            result += "A"
        elif base == "G":
            result += "C"
        elif base == "C":
            result += "G"
        else:
            result += base
    return result


def workload() -> int:
    strands = ["".join("ACGTN"[(i * k) % 5] for k in range(200)) for i in range(100)]
    return sum(len(partner(strand)) for _ in range(60) for strand in strands)


PROBES = ["partner('ATGCN')", "partner('')", "partner('AAT-')", "partner(['A', 'TT'])", "partner(3)"]
