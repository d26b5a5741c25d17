#!/usr/bin/env python3
"""Writes search-parameters.tsv, code-systems.tsv and resource-types.txt from R4's own definitions.

Arguments: search-parameters.json, profiles-resources.xml and profiles-types.xml of the R4 specification, the directory
to write to, and valuesets.xml (all four are in hapi-fhir-validation-resources-r4). FHIRPath is resolved against the structure
definitions, so that the gateway reads JSON property names (valueQuantity, not value as Quantity) and never evaluates
FHIRPath.
"""
import json
import re
import sys
import xml.etree.ElementTree as ET

NS = {"f": "http://hl7.org/fhir"}
parameters_file, resources_file, types_file, out = sys.argv[1:5]

elements, kinds, bindings = {}, {}, {}
for file in (types_file, resources_file):
    for sd in ET.parse(file).getroot().iterfind("f:entry/f:resource/f:StructureDefinition", NS):
        name = sd.find("f:type", NS).get("value")
        derivation = sd.find("f:derivation", NS)
        if derivation is not None and derivation.get("value") == "constraint":
            continue
        kinds[name] = (sd.find("f:kind", NS).get("value"), sd.find("f:abstract", NS).get("value") == "true")
        for e in sd.iterfind("f:snapshot/f:element", NS):
            path = e.find("f:path", NS).get("value")
            types = []
            for t in e.iterfind("f:type", NS):
                code = t.find("f:code", NS).get("value")
                if code.startswith("http://hl7.org/fhirpath/"):
                    code = "id" if path.endswith(".id") else "string"
                types.append(code)
            bound = e.find("f:binding/f:valueSet", NS)
            if bound is not None:
                bindings[path] = bound.get("value").split("|")[0]
            ref = e.find("f:contentReference", NS)
            elements[path] = (types, ref.get("value")[1:] if ref is not None else None)

types = sorted(n for n, (k, abstract) in kinds.items() if k == "resource" and not abstract and n not in ("Parameters", "OperationOutcome"))

LEAVES = {
    "token": {"code", "string", "uri", "canonical", "id", "boolean", "Coding", "CodeableConcept", "Identifier",
              "ContactPoint"},
    "string": {"string", "markdown", "code", "uri", "HumanName", "Address", "CodeableConcept"},
    "date": {"date", "dateTime", "instant", "Period", "Timing"},
    "reference": {"Reference", "canonical", "uri"},
    "uri": {"uri", "url", "canonical", "oid", "uuid"},
    "number": {"decimal", "integer", "positiveInt", "unsignedInt", "Range"},
    "quantity": {"Quantity", "Age", "Duration", "Count", "Distance", "Money", "Range", "SampledData"},
}


def cap(s):
    return s[0].upper() + s[1:]


def walk(states, name):
    """states: (json path, definition path). Adds one element."""
    for json_path, at in states:
        for definition in (f"{at}.{name}", f"{at}.{name}[x]"):
            if definition not in elements:
                continue
            found, ref = elements[definition]
            choice = definition.endswith("[x]")
            for t in found or ["BackboneElement"]:
                step = name + cap(t) if choice else name
                if ref:
                    target = ref
                elif t in ("BackboneElement", "Element"):
                    target = definition
                else:
                    target = t
                yield (json_path + [step], target)


def resolve(base, expression):
    e = expression.strip()
    while e.startswith("(") and e.endswith(")"):
        e = e[1:-1].strip()
    targets = re.search(r"\.where\(resolve\(\) is (\w+)\)", e)
    e = re.sub(r"\.where\(resolve\(\) is \w+\)", "", e)
    e = e.replace("[0]", "")
    m = re.fullmatch(r"\((.*) as (\w+)\)(\..*)?", e) or re.fullmatch(r"(.*) as (\w+)()", e)
    if m:
        e = f"{m.group(1)}.as({m.group(2)}){m.group(3) or ''}"
    states = None
    for part in re.findall(r"as\(\w+\)|where\([^)]*\)|exists\(\)|\w+", e):
        if states is None:
            if part not in (base, "Resource", "DomainResource"):
                return []
            states = [([], base)]
        elif part.startswith("as("):
            wanted = part[3:-1]
            wanted = {"DateTime": "dateTime"}.get(wanted, wanted)
            states = [s for s in states if s[1] == wanted]
        elif part.startswith("where("):
            f = re.fullmatch(r"where\((\w+)='([^']*)'\)", part)
            states = [(p[:-1] + [f"{p[-1]}[{f.group(1)}={f.group(2)}]"], t) for p, t in states]
        else:
            states = list(walk(states, part))
    return [(p, t, targets.group(1) if targets else "") for p, t in states or []]


definitions = json.load(open(parameters_file))["entry"]
by_url = {d["resource"]["url"]: d["resource"] for d in definitions}


def paths(base, kind, expression):
    rows = []
    for part in expression.split("|"):
        if re.fullmatch(r"[a-z]\w*", part.strip()):
            part = base + "." + part.strip()
        if "exists() and" in part:
            rows.append("deceased:exists")
            continue
        for p, t, target in resolve(base, part):
            if t in LEAVES.get(kind, ()):
                rows.append(".".join(p) + ":" + t + (">" + target if target else ""))
    return list(dict.fromkeys(rows))


lines = []
for d in definitions:
    r = d["resource"]
    bases = types if r["base"][0] in ("Resource", "DomainResource") else r["base"]
    for base in bases:
        if base not in types:
            continue
        kind, code = r["type"], r["code"]
        if code in ("_id", "_lastUpdated", "_text", "_content", "_query") or kind == "special":
            continue
        targets = ",".join(sorted(t for t in r.get("target", []) if t in types))
        if len(targets.split(",")) > 100:
            targets = "*"
        if kind == "composite":
            shapes = []
            for root in r["expression"].split("|"):
                root = root.strip()
                if root.split(".")[0] != base:
                    continue
                steps = [".".join(p) for p, _, _ in resolve(base, root)] if root != base else [""]
                parts = []
                for c in r["component"]:
                    k = by_url[c["definition"]]["type"]
                    found = []
                    if code == "relationship":
                        # R4 gives the two expressions in the wrong order.
                        c["expression"] = {"reference": "target", "token": "code"}[k]
                    if c["expression"].startswith("%resource."):
                        found = ["/" + x for x in paths(base, k, base + "." + c["expression"][10:])]
                        parts.append(k + "=" + "|".join(found))
                        continue
                    for sub in c["expression"].split("|"):
                        sub = sub.strip().removeprefix(root.split(".")[-1] + ".")
                        found += [x[len(steps[0]) + 1 if steps[0] else 0:]
                                  for x in paths(base, k, root + "." + sub)]
                    parts.append(k + "=" + "|".join(found))
                shapes.append((steps[0] or ".") + "~" + "~".join(parts))
            lines.append((base, code, kind, ";".join(shapes), ""))
        else:
            found = paths(base, kind, r["expression"])
            if base == "Bundle" and code in ("composition", "message"):
                found = ["entry[first].resource:resource>" + r["target"][0]]
            if not found:
                print("no path:", base, code, kind, r["expression"], file=sys.stderr)
                continue
            lines.append((base, code, kind, ";".join(found), targets))

with open(out + "/search-parameters.tsv", "w") as f:
    f.write("# Generated by src/build/search-parameters.py from the R4 specification; do not edit.\n")
    for line in sorted(set(lines)):
        f.write("\t".join(line) + "\n")
with open(out + "/resource-types.txt", "w") as f:
    f.write("# R4's resource types; a type's number in the database is its line, so lines are only ever added.\n")
    f.write("\n".join(types) + "\n")

# An element of type code has the system of its binding, which stands nowhere in the resource.
systems = {}
for vs in ET.parse(sys.argv[5]).getroot().iterfind("f:entry/f:resource/f:ValueSet", NS):
    included = vs.findall("f:compose/f:include/f:system", NS)
    if len(included) == 1:
        systems[vs.find("f:url", NS).get("value")] = included[0].get("value")
with open(out + "/code-systems.tsv", "w") as f:
    f.write("# Generated by src/build/search-parameters.py from the R4 specification; do not edit.\n")
    for base, code, kind, found, _ in sorted(set(lines)):
        if kind == "token" and found.endswith(":code") and ";" not in found:
            path = base + "." + re.sub(r"\[[^]]*\]", "", found[:-5])
            # The binding stands at the path of the element's own definition, also below datatypes.
            system = systems.get(bindings.get(path, ""))
            if system:
                f.write("\t".join((base, code, system)) + "\n")
