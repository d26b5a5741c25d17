#!/usr/bin/env python3
"""Trains the dictionary that resources are compressed with.

  pip install zstandard
  src/build/dictionary.py dictionary-N.zdict FILE...

FILE is NDJSON, a resource or a Bundle, of made-up people only: pieces of what is given here end up in the dictionary.
Resources are brought into the form in which the store keeps them.
"""

import json
import random
import sys

import zstandard

SIZE = 64 * 1024
MOST_OF_A_TYPE = 700


def resources(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if path.endswith(".ndjson"):
        yield from (json.loads(line) for line in text.splitlines() if line.strip())
        return
    resource = json.loads(text)
    if resource.get("resourceType") == "Bundle":
        yield from (entry["resource"] for entry in resource.get("entry", []) if "resource" in entry)
    else:
        yield resource


def stored(resource, number):
    meta = {
        "versionId": "1",
        "lastUpdated": "2026-%02d-%02dT%02d:%02d:%02d.%03dZ" % random_moment(),
        "source": "urn:consentry:member:hospital-" + "abcdefgh"[number % 8],
    }
    given = resource.get("meta", {})
    meta.update({name: value for name, value in given.items() if name not in meta})
    whole = {"resourceType": resource["resourceType"], "id": "%016x" % random.getrandbits(64), "meta": meta}
    whole.update({name: value for name, value in resource.items() if name not in whole})
    return json.dumps(whole, separators=(",", ":"), ensure_ascii=False).encode()


def random_moment():
    return tuple(random.randrange(low, high) for low, high in ((1, 13), (1, 29), (0, 24), (0, 60), (0, 60), (0, 1000)))


def main(target, *files):
    random.seed(1)
    by_type = {}
    for file in files:
        for resource in resources(file):
            by_type.setdefault(resource["resourceType"], []).append(resource)
    samples = []
    for kind in sorted(by_type):
        chosen = by_type[kind]
        random.shuffle(chosen)
        samples += [stored(resource, i) for i, resource in enumerate(chosen[:MOST_OF_A_TYPE])]
    samples = [sample for sample in samples if len(sample) < 20_000]
    random.shuffle(samples)
    dictionary = zstandard.train_dictionary(SIZE, samples, dict_id=1001, level=3)
    with open(target, "wb") as out:
        out.write(dictionary.as_bytes())
    packer = zstandard.ZstdCompressor(level=1, dict_data=dictionary)
    before = sum(map(len, samples))
    after = sum(len(packer.compress(sample)) for sample in samples)
    print(f"{len(samples)} samples, {before} bytes, {after} bytes with the dictionary")


main(*sys.argv[1:])
