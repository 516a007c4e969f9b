"""Encodes and decodes messages of a directory protocol in DER."""

import hashlib

from pyasn1.codec.der import decoder, encoder
from pyasn1.type import char, namedtype, tag, univ


class Attribute(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("type", univ.ObjectIdentifier()),
        namedtype.NamedType("values", univ.SetOf(componentType=char.UTF8String())),
    )


class Entry(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("number", univ.Integer()),
        namedtype.NamedType("name", char.PrintableString()),
        namedtype.OptionalNamedType("key", univ.OctetString()),
        namedtype.DefaultedNamedType("active", univ.Boolean(True)),
        namedtype.NamedType(
            "attributes",
            univ.SequenceOf(componentType=Attribute()).subtype(
                explicitTag=tag.Tag(tag.tagClassContext, tag.tagFormatConstructed, 3)
            ),
        ),
    )


def entry(number):
    made = Entry()
    made["number"] = number * 104_729
    made["name"] = f"entry {number}"
    made["key"] = bytes(range(number % 40))
    for place in range(3):
        attribute = Attribute()
        attribute["type"] = f"1.2.840.{place}.{number}"
        attribute["values"].extend([f"value {place}", f"other {number}"])
        made["attributes"].append(attribute)
    return made


def main():
    digest = hashlib.sha256()
    total = 0
    for number in range(600):
        substrate = encoder.encode(entry(number))
        digest.update(substrate)
        decoded, rest = decoder.decode(substrate, asn1Spec=Entry())
        plain, _ = decoder.decode(substrate)
        total += int(decoded["number"]) + len(rest) + len(plain)
    print(total, digest.hexdigest())


if __name__ == "__main__":
    main()
